// Command mca estimates the speed of the NEON kernels on cores that are not at
// hand: it takes their inner loops from the generated assembly and runs them
// through llvm-mca's models. It writes a table in Markdown.
//
//	go run ./mca [-C DIR] [-o FILE]
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// cores are the models: in-order, the two common server cores, and Apple's, whose
// model is of an older core with three floating-point pipes.
var cores = []string{"cortex-a55", "neoverse-n1", "neoverse-v1", "apple-m1"}

// row is a line of a table: what a loop does, how often in one iteration.
type row struct {
	name   string
	work   int
	cycles map[string]float64
}

func main() {
	out := flag.String("o", "", "write the tables to this file instead of standard output")
	dir := flag.String("C", "../asm/neon", "read the assembly from this directory")
	flag.Parse()
	text, err := report(*dir)
	if err == nil && *out != "" {
		err = os.WriteFile(*out, []byte(text), 0o666)
	} else if err == nil {
		_, err = fmt.Print(text)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "mca:", err)
		os.Exit(1)
	}
}

func report(dir string) (string, error) {
	mca, version, err := findMCA()
	if err != nil {
		return "", err
	}
	maps, err := elementwise(dir)
	if err != nil {
		return "", err
	}
	products, err := products(dir)
	if err != nil {
		return "", err
	}
	dots, err := dots(dir)
	if err != nil {
		return "", err
	}
	var assembly strings.Builder
	all := slices.Concat(maps, products, dots)
	for i, p := range all {
		assembly.WriteString(p.loop.assembly(fmt.Sprintf("r%d", i)))
	}
	rows := make([]row, len(all))
	for i, p := range all {
		rows[i] = row{name: p.name, work: p.work, cycles: map[string]float64{}}
	}
	for _, core := range cores {
		cycles, err := simulate(mca, core, assembly.String())
		if err != nil {
			return "", err
		}
		for i := range rows {
			rows[i].cycles[core] = cycles[fmt.Sprintf("r%d", i)]
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# NEON kernels in llvm-mca's models\n\nMade by `make mca` with llvm-mca %d: the inner loops of `asm/neon`, "+
		"%d iterations, all loads from L1.\nEstimates of a model, not measurements.\n\n", version, iterations)
	b.WriteString("## Elementwise kernels: cycles per vector of 16 bytes\n\n")
	table(&b, "kernel", "vectors", rows[:len(maps)], func(r row, cycles float64) float64 { return cycles / float64(r.work) })
	b.WriteString("\n## Matrix multiplication: FMLA per cycle\n\n" +
		"Columns and rows of the tile, and the side of A that is contiguous. Peak: 2 on neoverse-n1, 4 on neoverse-v1; the\n" +
		"model of apple-m1 has 3, the core 4.\n\n")
	perCycle := func(r row, cycles float64) float64 { return float64(r.work) / cycles }
	table(&b, "kernel", "FMLA", rows[len(maps):len(maps)+len(products)], perCycle)
	b.WriteString("\n## Few rows, transposed B: FMLA per cycle\n\n" +
		"With as many blocks of 4 columns (float64: 2) as go side by side. Last, what transposes a block in a pass of its own: vectors per cycle.\n\n")
	table(&b, "kernel", "FMLA", rows[len(maps)+len(products):], perCycle)
	return b.String(), nil
}

func table(b *strings.Builder, name, work string, rows []row, value func(r row, cycles float64) float64) {
	fmt.Fprintf(b, "| %s | %s per iteration | %s |\n|---|---|%s\n", name, work, strings.Join(cores, " | "),
		strings.Repeat("---|", len(cores)))
	for _, r := range rows {
		fmt.Fprintf(b, "| %s | %d |", r.name, r.work)
		for _, core := range cores {
			fmt.Fprintf(b, " %.2f |", value(r, r.cycles[core]))
		}
		b.WriteString("\n")
	}
}

// subject is a loop to simulate.
type subject struct {
	name string
	work int
	loop loop
}

// elementwise returns the first, unrolled loops of the activations and of a few
// simple kernels.
func elementwise(dir string) ([]subject, error) {
	var found []subject
	for _, file := range []string{"sigmoid", "tanh", "exp", "relu", "arith"} {
		ls, err := loops(filepath.Join(dir, file+"_arm64.s"))
		if err != nil {
			return nil, err
		}
		seen := map[string]bool{}
		for _, l := range ls {
			if !seen[l.function] {
				seen[l.function] = true
				found = append(found, subject{l.function, l.count(`^str q`), l})
			}
		}
	}
	return found, nil
}

// products returns the loops over k of each GEMM kernel's tallest tiles.
func products(dir string) ([]subject, error) {
	ls, err := loops(filepath.Join(dir, "gemm_arm64.s"))
	return largest(ls, func(l loop) (kind, name string) {
		order, rows, ok := strings.Cut(l.tile, "_0_")
		if !ok {
			return "", ""
		}
		return l.function + " " + order, fmt.Sprintf("%s, %s rows, A by %s", l.function, rows, order)
	}), err
}

// dots returns the loops over k of the kernels for few rows and a transposed B, of the largest group for each number of rows,
// and those that transpose a block in a pass of its own.
func dots(dir string) ([]subject, error) {
	ls, err := loops(filepath.Join(dir, "dots_arm64.s"))
	if err != nil {
		return nil, err
	}
	found := largest(ls, func(l loop) (kind, name string) {
		rows, blocks, ok := strings.Cut(strings.TrimPrefix(l.tile, "group_"), "_")
		if !ok {
			return "", ""
		}
		return l.function + " " + rows, fmt.Sprintf("%s, rows %s, blocks %s", l.function, rows, blocks)
	})
	passes, err := loops(filepath.Join(dir, "pack_arm64.s"))
	for _, l := range passes {
		if work := l.count(`^str q`); l.count(`^zip1`) > 0 && work > 0 {
			found = append(found, subject{l.function, work, l})
		}
	}
	return found, err
}

// largest returns, of the loops of each kind, the one with the most FMLA. Loops without a name are left out.
func largest(ls []loop, names func(l loop) (kind, name string)) []subject {
	at := map[string]int{} // by kind: index in found
	var found []subject
	for _, l := range ls {
		work := l.count(`^fmla`)
		kind, name := names(l)
		if name == "" || work == 0 {
			continue
		}
		s := subject{name, work, l}
		if i, ok := at[kind]; !ok {
			at[kind] = len(found)
			found = append(found, s)
		} else if work >= found[i].work {
			found[i] = s
		}
	}
	return found
}
