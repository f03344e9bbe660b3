/** Settings as data: what keys there are, what each may be, and reading them from a tree of JSON or YAML. Pure. */
@NullMarked
package dev.fermata.simulator.setting;

import org.jspecify.annotations.NullMarked;
