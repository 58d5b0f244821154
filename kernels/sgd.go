package kernels

// SGDMomentum makes one step of gradient descent with momentum, in one pass:
//
//	v = mu*v + g
//	p = p - lr*v
//
// each rounded once. p are the parameters, v their velocities, g the gradients;
// mu = 0 is plain gradient descent.
//
// All have the same length and must not overlap. NaN gives NaN. It panics if
// the lengths differ or lr or mu is NaN.
//
// Source: B. Polyak, "Some methods of speeding up the convergence of iteration
// methods", 1964, in the form of Sutskever et al., ICML 2013, with the learning
// rate outside the velocity.
func SGDMomentum[T Float](p, v, g []T, lr, mu T) {
	checkLen("SGDMomentum", "v", len(v), "len(p)", len(p))
	checkLen("SGDMomentum", "g", len(g), "len(p)", len(p))
	checkNumber("SGDMomentum", "lr", lr)
	checkNumber("SGDMomentum", "mu", mu)
	f := tableFor[T]().sgdMomentum
	each(len(p), func(lo, hi int) { f(p[lo:hi], v[lo:hi], g[lo:hi], lr, mu) })
}

func sgdMomentumGo[T Float](p, v, g []T, lr, mu T) {
	for i, w := range p {
		v[i] = fma(mu, v[i], g[i])
		p[i] = fma(-lr, v[i], w)
	}
}
