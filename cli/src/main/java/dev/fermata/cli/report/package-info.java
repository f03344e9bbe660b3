/** {@code fermata report}. */
@NullMarked
package dev.fermata.cli.report;

import org.jspecify.annotations.NullMarked;
