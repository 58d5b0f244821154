package data

import (
	"fmt"
	"math"

	"github.com/lockstep-go/lockstep/nn/internal/rng"
)

// glyphSide is the height and the width of a glyph in pixels.
const glyphSide = 16

// GlyphOption changes how [Glyphs] draws.
type GlyphOption func(*glyphPen)

// GlyphNoise sets the standard deviation of the normal noise on each pixel; by
// default it is 0.1.
func GlyphNoise(sd float64) GlyphOption {
	return func(g *glyphPen) { g.noise = sd }
}

// GlyphJitter sets the standard deviation by which each point of a stroke
// moves, in heights of a digit; by default it is 0.03.
func GlyphJitter(sd float64) GlyphOption {
	return func(g *glyphPen) { g.jitter = sd }
}

// Glyphs draws n digits, generated rather than collected, as a stand-in for
// handwriting: 16×16 pixels row by row, 0 for paper to 1 for ink, ten classes.
//
// Each digit is a few strokes whose points are moved at random, and which are
// then scaled (0.72..1.08 in each direction), sheared (up to 0.25), turned (up
// to 14 degrees) and shifted (up to a pixel). A pen of random width draws
// them: a pixel's ink falls off linearly with its distance from the nearest
// stroke. Pixel noise comes last.
//
// Row i shows the digit i mod 10 and depends on i, seed and options only, with
// the same bits on every architecture. An error says that n or an option is out
// of range.
func Glyphs(n int, seed uint64, opts ...GlyphOption) (*Set, error) {
	pen := &glyphPen{noise: 0.1, jitter: 0.03}
	for _, opt := range opts {
		opt(pen)
	}
	const pixels = glyphSide * glyphSide
	if n < 1 || n > maxElements/pixels {
		return nil, fmt.Errorf("data: Glyphs: expected n in 1..%d, found %d", maxElements/pixels, n)
	}
	if !(pen.noise >= 0 && pen.noise <= 1 && pen.jitter >= 0 && pen.jitter <= 1) {
		return nil, fmt.Errorf("data: Glyphs: expected noise and jitter in 0..1, found %v and %v", pen.noise, pen.jitter)
	}
	s := &Set{
		Name: "glyphs", In: pixels, X: make([]float32, n*pixels),
		Classes: 10, Labels: make([]int32, n), Names: classNames("glyphs", 10),
	}
	for i := range n {
		digit := i % 10
		s.Labels[i] = int32(digit)
		pen.draw(s.X[i*pixels:(i+1)*pixels], digit, rng.New(seed, rng.Glyphs+uint64(i)))
	}
	return s, nil
}

// glyphPen draws glyphs one after the other; the arrays are scratch.
type glyphPen struct {
	noise, jitter float64

	moved, rounded []point
	near           [glyphSide * glyphSide]float64 // squared distance to the nearest stroke
}

func (g *glyphPen) draw(dst []float32, digit int, r *rng.Rand) {
	place := randomPlacement(r)
	radius := between(r, 0.6, 1.1) // of the pen, in pixels
	for i := range g.near {
		g.near[i] = math.Inf(1)
	}
	for _, s := range digitStrokes[digit] {
		g.moved = g.moved[:0]
		for _, p := range s.points {
			dx, dy := float64(g.jitter*r.Normal()), float64(g.jitter*r.Normal())
			g.moved = append(g.moved, place.apply(point{p.x + dx, p.y + dy}))
		}
		line := g.moved
		if s.curve {
			g.rounded = round(g.rounded[:0], g.moved)
			line = g.rounded
		}
		for i := range len(line) - 1 {
			g.measure(line[i], line[i+1], radius+0.5)
		}
	}
	for i, d2 := range g.near {
		// Ink ends half a pixel beyond the pen and is full half a pixel within.
		ink := 0.0
		if d2 < math.Inf(1) {
			ink = clamp(radius + 0.5 - math.Sqrt(d2))
		}
		dst[i] = float32(clamp(ink + float64(g.noise*r.Normal())))
	}
}

// measure lowers the distances of the pixels that lie within reach of the
// segment from a to b.
func (g *glyphPen) measure(a, b point, reach float64) {
	d := point{b.x - a.x, b.y - a.y}
	length2 := float64(d.x*d.x) + float64(d.y*d.y)
	left, right := pixelRange(min(a.x, b.x)-reach, max(a.x, b.x)+reach)
	top, bottom := pixelRange(min(a.y, b.y)-reach, max(a.y, b.y)+reach)
	for row := top; row < bottom; row++ {
		for col := left; col < right; col++ {
			// From a to the pixel's centre, less its part along the segment.
			x, y := float64(col)+0.5-a.x, float64(row)+0.5-a.y
			if length2 > 0 {
				along := clamp((float64(x*d.x) + float64(y*d.y)) / length2)
				x -= float64(along * d.x)
				y -= float64(along * d.y)
			}
			at := row*glyphSide + col
			g.near[at] = min(g.near[at], float64(x*x)+float64(y*y))
		}
	}
}

// pixelRange returns the pixels, first and past the last, that an interval
// touches within the glyph.
func pixelRange(lo, hi float64) (first, end int) {
	first = int(max(0, min(glyphSide, math.Floor(lo))))
	end = int(max(0, min(glyphSide, math.Ceil(hi))))
	return first, end
}

func clamp(v float64) float64 { return max(0, min(1, v)) }

// between returns a number uniform in [lo, hi).
func between(r *rng.Rand, lo, hi float64) float64 {
	return lo + float64((hi-lo)*r.Float64())
}

// placement maps the unit square of a digit to pixels.
type placement struct{ xx, xy, yx, yy, x0, y0 float64 }

func randomPlacement(r *rng.Rand) placement {
	const (
		height   = 12.0 // of a digit at scale 1, in pixels
		degrees  = 14.0
		shear    = 0.25
		shift    = 1.0 // pixels
		smallest = 0.72
		largest  = 1.08
	)
	sx := float64(height * between(r, smallest, largest))
	sy := float64(height * between(r, smallest, largest))
	slant := between(r, -shear, shear)
	sin, cos := sincosTurn(between(r, -degrees/360, degrees/360))
	x0 := glyphSide/2 + between(r, -shift, shift)
	y0 := glyphSide/2 + between(r, -shift, shift)
	// Rotation times shear times scale.
	return placement{
		xx: float64(cos * sx), xy: float64((float64(cos*slant) - sin) * sy),
		yx: float64(sin * sx), yy: float64((float64(sin*slant) + cos) * sy),
		x0: x0, y0: y0,
	}
}

// apply places a point, the middle of the unit square at (x0, y0).
func (m *placement) apply(p point) point {
	x, y := p.x-0.5, p.y-0.5
	return point{
		m.x0 + float64(m.xx*x) + float64(m.xy*y),
		m.y0 + float64(m.yx*x) + float64(m.yy*y),
	}
}
