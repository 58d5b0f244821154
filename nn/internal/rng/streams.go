package rng

// The purposes that draw numbers from a user's seed. Each owns the streams
// from its own value up to the next, so that, say, the order of epoch 3 and
// the initial weights of layer 3 share no numbers though both come from seed 1.
// A purpose keeps its value for ever: it is part of what makes runs repeatable.
const (
	Init    uint64 = iota << 48 // + layer: initial weights
	Dropout                     // + layer and step: dropped units
	Order                       // + epoch: order of the rows
	Split                       // rows of the first and the second part
	Glyphs                      // + index: generated glyph digits
	Spirals                     // generated spirals
)
