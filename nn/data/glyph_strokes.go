package data

// point is a place in the plane: x to the right, y down.
type point struct{ x, y float64 }

// stroke is one movement of the pen through its points; a curve is rounded off
// between them.
type stroke struct {
	curve  bool
	points []point
}

// digitStrokes draws the digits in the unit square.
var digitStrokes = [10][]stroke{
	0: {{true, []point{{.5, .02}, {.72, .1}, {.82, .34}, {.82, .66}, {.72, .9}, {.5, .98}, {.28, .9}, {.18, .66}, {.18, .34}, {.28, .1}, {.5, .02}}}},
	1: {{false, []point{{.32, .22}, {.54, .02}, {.54, .98}}}},
	2: {
		{true, []point{{.2, .26}, {.26, .06}, {.5, .0}, {.76, .08}, {.8, .32}, {.6, .56}, {.18, .97}}},
		{false, []point{{.18, .97}, {.84, .97}}},
	},
	3: {
		{true, []point{{.2, .12}, {.46, .0}, {.76, .08}, {.78, .34}, {.62, .46}, {.4, .48}}},
		{true, []point{{.4, .48}, {.7, .5}, {.86, .68}, {.78, .92}, {.5, 1.}, {.18, .9}}},
	},
	4: {{false, []point{{.66, .98}, {.66, .02}, {.16, .68}, {.88, .68}}}},
	5: {
		{false, []point{{.78, .03}, {.28, .03}, {.24, .46}}},
		{true, []point{{.24, .46}, {.5, .38}, {.78, .46}, {.84, .74}, {.68, .94}, {.42, .99}, {.18, .9}}},
	},
	6: {{true, []point{{.7, .03}, {.44, .12}, {.24, .4}, {.18, .68}, {.3, .94}, {.56, .99}, {.8, .86}, {.8, .62}, {.6, .48}, {.36, .52}, {.2, .7}}}},
	7: {{false, []point{{.18, .04}, {.82, .04}, {.42, .98}}}},
	8: {
		{true, []point{{.5, .46}, {.3, .38}, {.24, .18}, {.38, .03}, {.62, .03}, {.76, .18}, {.7, .38}, {.5, .46}}},
		{true, []point{{.5, .46}, {.74, .56}, {.84, .76}, {.7, .96}, {.5, .99}, {.3, .96}, {.16, .76}, {.26, .56}, {.5, .46}}},
	},
	9: {{true, []point{{.3, .97}, {.56, .88}, {.76, .6}, {.82, .32}, {.7, .06}, {.44, .01}, {.2, .14}, {.2, .38}, {.4, .52}, {.64, .48}, {.8, .3}}}},
}

// round cuts the corners of a polyline at a quarter and three quarters of each
// edge and keeps its ends (G. Chaikin, 1974). All weights are exact.
func round(dst, points []point) []point {
	dst = append(dst, points[0])
	for i := range len(points) - 1 {
		a, b := points[i], points[i+1]
		if i > 0 {
			dst = append(dst, mix(a, b, 0.25))
		}
		if i < len(points)-2 {
			dst = append(dst, mix(a, b, 0.75))
		}
	}
	return append(dst, points[len(points)-1])
}

// mix returns the point at the given part of the way from a to b.
func mix(a, b point, part float64) point {
	return point{a.x + float64(part*(b.x-a.x)), a.y + float64(part*(b.y-a.y))}
}
