package local

import (
	"sort"
	"strings"
)

// shortest is the length from which a value is masked: shorter ones ("1", "yes") are everywhere and no secrets.
const shortest = 4

// masker hides what a command was given on standard input and in its environment from what is shown of it: those are
// where secrets belong, and the plugin cannot tell which of them are some.
func (p Process) masker() *strings.Replacer {
	names := map[string]string{}
	hide := func(value, name string) {
		for _, part := range append(strings.Split(value, "\n"), value) {
			if part = strings.TrimSpace(part); len(part) >= shortest {
				names[part] = "[" + name + "]"
			}
		}
	}
	if p.Environment != nil {
		for name, value := range *p.Environment {
			hide(value, name)
		}
	}
	if p.Stdin != nil {
		hide(*p.Stdin, "stdin")
	}
	values := make([]string, 0, len(names))
	for value := range names {
		values = append(values, value)
	}
	// Where one value contains another the longer one must win.
	sort.Slice(values, func(i, j int) bool {
		return len(values[i]) > len(values[j]) || len(values[i]) == len(values[j]) && values[i] < values[j]
	})
	pairs := make([]string, 0, 2*len(values))
	for _, value := range values {
		pairs = append(pairs, value, names[value])
	}
	return strings.NewReplacer(pairs...)
}
