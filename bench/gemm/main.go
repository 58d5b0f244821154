// Command gemm measures matrix products and prints lines of CSV:
//
//	go run ./bench/gemm [-impl NAME] square mlp odd layer latency
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/lockstep-go/lockstep/bench/internal/gemmbench"
	"github.com/lockstep-go/lockstep/kernels"
)

func main() {
	impl := flag.String("impl", "lockstep-"+kernels.Backend(), "the name in the third column")
	flag.Parse()
	r := &gemmbench.Runner{Out: os.Stdout, Impl: *impl}
	for _, suite := range flag.Args() {
		if err := r.Run(suite); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
	}
}
