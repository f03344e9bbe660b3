/** How exactly a wait keeps to its deadline when the server does not want it to. */
@NullMarked
package dev.fermata.bench.deadline;

import org.jspecify.annotations.NullMarked;
