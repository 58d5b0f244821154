package ops

import "github.com/lockstep-go/lockstep/gen/vm"

// SGD emits the step of gradient descent with momentum.
func SGD(m vm.Machine, elem vm.Elem) {
	k := vm.New(m, elem, "SGDMomentum",
		doc("SGDMomentum", elem, "v[i] = fma(mu, v[i], g[i])", "p[i] = fma(-lr, v[i], p[i])"),
		append(slices("p", "v", "g"), scalars("lr", "mu")...)...)
	k.Map(func(b *vm.Body) {
		v := b.FMA(b.Splat("mu"), b.Load("v"), b.Load("g"))
		b.Store("v", v)
		b.Store("p", b.FNMA(b.Splat("lr"), v, b.Load("p")))
	})
}

// Adam emits the step of Adam and AdamW, whose constants c are, in order:
// beta1, 1-beta1, beta2, 1-beta2, the decay factor, the correction of v, eps
// and the negated step size.
func Adam(m vm.Machine, elem vm.Elem) {
	const beta1, rest1, beta2, rest2, decay, correct2, eps, negLR, count = 0, 1, 2, 3, 4, 5, 6, 7, 8
	k := vm.New(m, elem, "Adam", doc("Adam", elem,
		"m[i] = fma(beta1, m[i], rest1*g[i])",
		"v[i] = fma(beta2, v[i], (rest2*g[i])*g[i])",
		"p[i] = fma(negLR, m[i] / (sqrt(v[i]*correct2) + eps), p[i]*decay)"),
		append(slices("p", "m", "v", "g"), vm.Param{Name: "c", Kind: vm.Fields, Len: count})...)
	k.Map(func(b *vm.Body) {
		c := func(i int) vm.Value { return b.Field("c", i) }
		g := b.Load("g")
		m := b.FMA(c(beta1), b.Load("m"), b.Mul(c(rest1), g))
		b.Store("m", m)
		v := b.FMA(c(beta2), b.Load("v"), b.Mul(b.Mul(c(rest2), g), g))
		b.Store("v", v)
		root := b.Sqrt(b.Mul(v, c(correct2)))
		p := b.Mul(b.Load("p"), c(decay))
		b.Store("p", b.FMA(c(negLR), b.Div(m, b.Add(root, c(eps))), p))
	})
}
