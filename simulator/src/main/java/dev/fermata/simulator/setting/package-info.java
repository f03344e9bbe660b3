/** Settings as data: the keys, the values they allow, and reading them from a tree of JSON or YAML. Pure. */
@NullMarked
package dev.fermata.simulator.setting;

import org.jspecify.annotations.NullMarked;
