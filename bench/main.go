// Command bench shows what the lockstep kernels do on this machine and trains
// networks with them.
//
//	bench                     CPU, backend, calibration, a deep network on generated
//	                          digits, and sigmoid against ReLU at ten hidden layers
//	bench train -data PATH    trains on MNIST-like IDX files or on a CSV file
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/lockstep-go/lockstep/bench/internal/app"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first signal asks to stop, the second is the system's own and kills.
	context.AfterFunc(ctx, stop)
	os.Exit(app.Run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}
