package data

import "fmt"

// FormatError reports a place in a file that does not hold what its format, or
// the options of the reader, call for.
type FormatError struct {
	File     string
	Where    string // "byte 4", "line 7, column 3 (age)"; empty for the file as a whole
	Expected string
	Found    string
	Err      error // the cause, or nil
}

func (e *FormatError) Error() string {
	where := e.File
	if e.Where != "" {
		where += ": " + e.Where
	}
	return fmt.Sprintf("data: %s: expected %s, found %s", where, e.Expected, e.Found)
}

func (e *FormatError) Unwrap() error { return e.Err }

// quote shows a piece of a file in an error message, shortened when long.
func quote(s string) string {
	const most = 40
	if len(s) <= most {
		return fmt.Sprintf("%q", s)
	}
	return fmt.Sprintf("%q...", s[:most])
}
