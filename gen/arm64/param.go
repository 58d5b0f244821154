package arm64

import (
	"fmt"
	"go/types"

	"github.com/mmcloughlin/avo/gotypes"
)

// Param is the named argument of the function; its Base and Len are those of a
// slice.
func (c *Context) Param(name string) gotypes.Component {
	return c.active().Signature.Params().Lookup(name)
}

// Return is the named result of the function.
func (c *Context) Return(name string) gotypes.Component {
	return c.active().Signature.Results().Lookup(name)
}

// ReturnIndex is the i-th result of the function, named or not.
func (c *Context) ReturnIndex(i int) gotypes.Component {
	return c.active().Signature.Results().At(i)
}

// Load loads an integer or pointer argument, extended to 64 bits by its own
// sign, into dst, and returns dst.
func (c *Context) Load(src gotypes.Component, dst General) General {
	b, err := src.Resolve()
	if err != nil {
		c.errorf("load: %v", err)
		return dst
	}
	op, err := loadOpcode(b.Type)
	if err != nil {
		c.errorf("load of %s: %v", b.Addr.Symbol, err)
		return dst
	}
	c.emit(instruction{opcode: op, operands: []Operand{b.Addr, dst}, writes: []Operand{dst}})
	return dst
}

// LoadFloat loads a float32 or float64 argument into the low lane of dst, zero
// above, and returns dst.
func (c *Context) LoadFloat(src gotypes.Component, dst Vector) Vector {
	b, err := src.Resolve()
	if err != nil {
		c.errorf("load: %v", err)
		return dst
	}
	op, err := floatOpcode(b.Type)
	if err != nil {
		c.errorf("load of %s: %v", b.Addr.Symbol, err)
		return dst
	}
	c.emit(instruction{opcode: op, operands: []Operand{b.Addr, dst.fp()}, writes: []Operand{dst}})
	return dst
}

// LoadDup loads a float32 or float64 argument into every lane of dst, whose
// element size it must have, and returns dst.
func (c *Context) LoadDup(src gotypes.Component, dst Vector) Vector {
	b, err := src.Resolve()
	if err != nil {
		c.errorf("load: %v", err)
		return dst
	}
	if dst.form != arranged || dst.arr.ElemBytes() != sizeOf(b.Type) {
		c.errorf("load of %s %s into every lane of %s: element sizes differ",
			b.Type, b.Addr.Symbol, operandText(dst))
		return dst
	}
	c.LoadFloat(src, dst)
	c.VDUP(dst.Lane(dst.arr, 0), dst)
	return dst
}

// Store stores a general register into an integer or pointer result.
func (c *Context) Store(src General, dst gotypes.Component) {
	b, err := dst.Resolve()
	if err != nil {
		c.errorf("store: %v", err)
		return
	}
	op, err := storeOpcode(b.Type)
	if err != nil {
		c.errorf("store to %s: %v", b.Addr.Symbol, err)
		return
	}
	c.emit(instruction{opcode: op, operands: []Operand{src, b.Addr}, reads: []Operand{src}})
}

// StoreFloat stores the low lane of a vector register into a float32 or float64
// result.
func (c *Context) StoreFloat(src Vector, dst gotypes.Component) {
	b, err := dst.Resolve()
	if err != nil {
		c.errorf("store: %v", err)
		return
	}
	op, err := floatOpcode(b.Type)
	if err != nil {
		c.errorf("store to %s: %v", b.Addr.Symbol, err)
		return
	}
	c.emit(instruction{opcode: op, operands: []Operand{src.fp(), b.Addr}, reads: []Operand{src}})
}

// loadOpcode extends by the sign of the type.
func loadOpcode(t *types.Basic) (string, error) {
	op, err := storeOpcode(t)
	if err == nil && op != "MOVD" && t.Info()&(types.IsUnsigned|types.IsBoolean) != 0 {
		op += "U"
	}
	return op, err
}

func storeOpcode(t *types.Basic) (string, error) {
	if t.Info()&(types.IsInteger|types.IsBoolean) == 0 && t.Kind() != types.UnsafePointer {
		return "", fmt.Errorf("type %s: want an integer, bool or pointer", t)
	}
	return map[int]string{1: "MOVB", 2: "MOVH", 4: "MOVW", 8: "MOVD"}[sizeOf(t)], nil
}

func floatOpcode(t *types.Basic) (string, error) {
	switch t.Kind() {
	case types.Float32:
		return "FMOVS", nil
	case types.Float64:
		return "FMOVD", nil
	}
	return "", fmt.Errorf("type %s: want float32 or float64", t)
}
