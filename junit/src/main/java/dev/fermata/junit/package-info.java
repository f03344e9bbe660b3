/**
 * A simulator per test or per class, for JUnit 5.10 and newer.
 *
 * <p>{@link dev.fermata.junit.FermataSimulator} is the place to start.
 */
@NullMarked
package dev.fermata.junit;

import org.jspecify.annotations.NullMarked;
