package arm64

import (
	"fmt"

	"github.com/mmcloughlin/avo/reg"
)

// addressing is how a Mem forms its address and what becomes of the base.
type addressing uint8

const (
	atOffset  addressing = iota // off(R1)
	postIndex                   // (R1), then R1 += off
	preIndex                    // R1 += off, then (R1)
	indexed                     // (R1)(R2<<shift)
	postBy                      // (R1), then R1 += R2
)

// Mem is a memory operand, built from its base register.
type Mem struct {
	opaque
	base  General
	index General
	mode  addressing
	off   int
	shift uint
}

// At is the address r + off; the base stays as it is.
func (r General) At(off int) Mem { return Mem{base: r, off: off} }

// Post is the address r, after whose use r advances by off bytes.
func (r General) Post(off int) Mem { return Mem{base: r, mode: postIndex, off: off} }

// Pre is the address r + off, which r is set to.
func (r General) Pre(off int) Mem { return Mem{base: r, mode: preIndex, off: off} }

// Index is the address r + x<<shift; shift is 0 or the log2 of the access size.
// The assembler has it for MOVs, FMOVS and FMOVD, not for FMOVQ.
func (r General) Index(x General, shift uint) Mem {
	return Mem{base: r, mode: indexed, index: x, shift: shift}
}

// PostBy is the address r, after whose use r advances by x; for VLD1, VST1 and
// VLD1R.
func (r General) PostBy(x General) Mem { return Mem{base: r, mode: postBy, index: x} }

// Asm is the operand in Go's syntax; the write-back shows in the opcode's suffix.
func (m Mem) Asm() string {
	base := m.base.Asm()
	switch {
	case m.mode == indexed && m.shift != 0:
		return fmt.Sprintf("(%s)(%s<<%d)", base, m.index.Asm(), m.shift)
	case m.mode == indexed || m.mode == postBy:
		return fmt.Sprintf("(%s)(%s)", base, m.index.Asm())
	case m.off != 0:
		return fmt.Sprintf("%d(%s)", m.off, base)
	}
	return fmt.Sprintf("(%s)", base)
}

// suffixes is what the opcode carries.
func (m Mem) suffixes() []string {
	switch m.mode {
	case postIndex, postBy:
		return []string{"P"}
	case preIndex:
		return []string{"W"}
	}
	return nil
}

// writesBack reports whether the base register changes.
func (m Mem) writesBack() bool {
	return m.mode == postIndex || m.mode == preIndex || m.mode == postBy
}

func (m Mem) registers() []Operand {
	if m.mode == indexed || m.mode == postBy {
		return []Operand{m.base, m.index}
	}
	return []Operand{m.base}
}

func (m Mem) bind(a reg.Allocation) (Operand, error) {
	p, err := lookup(m.base.Register, a)
	if err != nil {
		return nil, err
	}
	m.base.Register = p
	if m.index.Register != nil {
		if p, err = lookup(m.index.Register, a); err != nil {
			return nil, err
		}
		m.index.Register = p
	}
	return m, nil
}

// checkSingle refuses addresses that one load or store of size bytes cannot
// hold: the assembler would silently compute them in R27.
func (m Mem) checkSingle(size int) error {
	switch m.mode {
	case atOffset:
		if m.off >= -256 && m.off <= 255 || m.off >= 0 && m.off%size == 0 && m.off/size <= 4095 {
			return nil
		}
		return fmt.Errorf("offset %d: want -256..255 or a multiple of %d up to %d", m.off, size, 4095*size)
	case postIndex, preIndex:
		if m.off >= -256 && m.off <= 255 {
			return nil
		}
		return fmt.Errorf("write-back of %d: want -256..255", m.off)
	case indexed:
		if m.shift == 0 || 1<<m.shift == size && size <= 8 {
			return nil
		}
		return fmt.Errorf("index shift %d with an access of %d bytes", m.shift, size)
	}
	return fmt.Errorf("addressing by register post-index: only VLD1, VST1 and VLD1R have it")
}

// checkPair does the same for a load or store of two registers of size bytes.
func (m Mem) checkPair(size int) error {
	if m.mode == indexed || m.mode == postBy {
		return fmt.Errorf("pairs take an offset or write-back, no index register")
	}
	if m.off%size != 0 || m.off < -64*size || m.off > 63*size {
		return fmt.Errorf("offset %d: want a multiple of %d from %d to %d", m.off, size, -64*size, 63*size)
	}
	return nil
}

// checkStructure does the same for VLD1, VST1 and VLD1R moving size bytes.
func (m Mem) checkStructure(size int) error {
	switch {
	case m.mode == postBy, m.mode == atOffset && m.off == 0, m.mode == postIndex && m.off == size:
		return nil
	case m.mode == postIndex:
		return fmt.Errorf("post-index of %d: it must equal the %d bytes moved", m.off, size)
	}
	return fmt.Errorf("%s: want (R), a post-index of %d, or a register post-index", m.Asm(), size)
}
