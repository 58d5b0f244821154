// Command gemm measures matrix products, prints lines of CSV, and compares
// them with another library's:
//
//	go run ./bench/gemm [-impl NAME] square mlp odd layer latency
//	go run ./bench/gemm -compare THEIRS.csv OURS.csv
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
	theirs := flag.String("compare", "", "instead of measuring, set the CSV `file` of other libraries beside ours")
	flag.Parse()
	err := run(*impl, *theirs, flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(impl, theirs string, args []string) error {
	if theirs != "" {
		return compare(theirs, args)
	}
	r := &gemmbench.Runner{Out: os.Stdout, Impl: impl}
	for _, suite := range args {
		if err := r.Run(suite); err != nil {
			return err
		}
	}
	return nil
}

func compare(theirs string, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("gemm: -compare wants one file of ours, got %d", len(args))
	}
	ours, err := os.Open(args[0])
	if err != nil {
		return err
	}
	defer ours.Close()
	other, err := os.Open(theirs)
	if err != nil {
		return err
	}
	defer other.Close()
	return gemmbench.Compare(os.Stdout, ours, other)
}
