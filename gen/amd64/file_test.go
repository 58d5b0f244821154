package amd64

import (
	"strings"
	"testing"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// function returns a context with one function that emit fills.
func function(emit func(ctx *build.Context)) *build.Context {
	ctx := build.NewContext()
	ctx.Function("F")
	ctx.Attributes(attr.NOSPLIT)
	ctx.SignatureExpr("func(p *float32)")
	emit(ctx)
	ctx.RET()
	return ctx
}

// live loads n YMM registers and stores them, so that all are live at once.
func live(n int) func(ctx *build.Context) {
	return func(ctx *build.Context) {
		p := operand.Mem{Base: ctx.Load(ctx.Param("p"), ctx.GP64())}
		var regs []reg.VecVirtual
		for range n {
			v := ctx.YMM()
			ctx.VMOVUPS(p, v)
			regs = append(regs, v)
		}
		for _, v := range regs {
			ctx.VMOVUPS(v, p)
		}
	}
}

func TestLevels(t *testing.T) {
	zmm := func(ctx *build.Context) {
		p := operand.Mem{Base: ctx.Load(ctx.Param("p"), ctx.GP64())}
		v := ctx.ZMM()
		ctx.VMOVUPS(p, v)
		ctx.VMOVUPS(v, p)
	}
	mask := func(ctx *build.Context) {
		k := ctx.K()
		ctx.KXNORW(k, k, k)
	}
	bmi2 := func(ctx *build.Context) {
		r := ctx.Load(ctx.Param("p"), ctx.GP64())
		ctx.SHLXQ(r, r, r)
	}
	tests := []struct {
		name  string
		level Level
		emit  func(ctx *build.Context)
		want  string // in the error; "" for none
	}{
		{"16 YMM", AVX2, live(16), ""},
		{"17 YMM on AVX2", AVX2, live(17), "Y16 is not in avx2"},
		{"17 YMM on AVX-512", AVX512, live(17), ""},
		{"ZMM on AVX2", AVX2, zmm, "not in avx2"},
		{"ZMM on AVX-512", AVX512, zmm, ""},
		{"mask on AVX2", AVX2, mask, "not in avx2"},
		{"BMI2", AVX512, bmi2, "BMI2 is not in avx512"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := tt.level.File(function(tt.emit))
			switch {
			case tt.want == "" && err != nil:
				t.Error(err)
			case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("error = %v, want %q in it", err, tt.want)
			}
		})
	}
}
