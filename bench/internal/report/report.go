// Package report says in words what the commands have in common: networks,
// data sets and models.
package report

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"

	"github.com/lockstep-go/lockstep/nn"
	"github.com/lockstep-go/lockstep/nn/data"
)

// Shape writes a network as its sizes and activation: 784-512-512-10 relu.
func Shape(s nn.Spec) string {
	text := fmt.Sprint(s.In)
	for _, l := range s.Layers {
		text += fmt.Sprintf("-%d", l.Units)
	}
	return text + " " + s.Layers[0].Act.String()
}

// Chance is the accuracy of always answering the commonest class of the set:
// what a network reaches that has learned nothing about its inputs.
func Chance(s *data.Set) float64 {
	count := make([]int, s.Classes)
	most := 0
	for _, label := range s.Labels {
		count[label]++
		most = max(most, count[label])
	}
	return float64(most) / float64(s.Rows())
}

// Fingerprint returns the first 16 hexadecimal digits of the SHA-256 of a
// model's weights and biases, layer by layer, as little-endian float32. Equal
// fingerprints on two machines show that training gave the same bits.
func Fingerprint(m *nn.Model) string {
	h := sha256.New()
	for i := range m.Spec().Layers {
		// A hash takes every write.
		_ = binary.Write(h, binary.LittleEndian, m.Weights(i))
		_ = binary.Write(h, binary.LittleEndian, m.Biases(i))
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
