package nn

import "math"

// Schedule returns the learning rate of a step, counted from 0 over the whole
// training. Any function will do that returns a finite number of at least 0;
// so that runs repeat to the bit on other machines, it should not use functions
// such as math.Cos and math.Exp, whose last bits differ between architectures.
type Schedule func(step int) float64

// Constant is the rate lr at every step.
func Constant(lr float64) Schedule {
	return func(int) float64 { return lr }
}

// StepDecay starts at lr and multiplies it by factor after every steps steps.
func StepDecay(lr, factor float64, steps int) Schedule {
	return func(step int) float64 {
		rate := lr
		for range step / max(steps, 1) {
			next := float64(rate * factor)
			if next == rate {
				break // 0, or factor 1: no more change
			}
			rate = next
		}
		return rate
	}
}

// Cosine falls from one rate to the other along half a cosine in the given
// number of steps, to + (from-to)·(1 + cos(π·step/steps))/2, and stays there.
//
// Source: I. Loshchilov, F. Hutter, "SGDR: Stochastic Gradient Descent with Warm
// Restarts", ICLR 2017.
func Cosine(from, to float64, steps int) Schedule {
	return func(step int) float64 {
		if step >= steps {
			return to
		}
		return to + float64((from-to)*halfCosine(float64(step)/float64(steps)))
	}
}

// Warmup rises in equal steps to the first rate of then, which it reaches after
// the given number of steps, and goes on with then from its beginning.
func Warmup(steps int, then Schedule) Schedule {
	return func(step int) float64 {
		if step < steps {
			return float64(then(0)*float64(step+1)) / float64(steps+1)
		}
		return then(step - steps)
	}
}

// halfCosine returns (1 + cos πt)/2 = cos²(πt/2) for t from 0 to 1, from
// operations that have the same bits everywhere (math.Cos has not). The sine
// of an angle up to π/4 serves both halves; its Taylor series is cut at x^15,
// where it is good to 2^-53.
func halfCosine(t float64) float64 {
	angle, rising := t, true
	if t > 0.5 {
		angle, rising = 1-t, false
	}
	x := float64(math.Pi / 2 * angle)
	z := float64(x * x)
	series := 1.0
	for k := 15.0; k >= 3; k -= 2 {
		series = 1 - float64(float64(z*series)/float64(k*(k-1)))
	}
	sin := float64(x * series)
	square := float64(sin * sin)
	if rising {
		return 1 - square
	}
	return square
}
