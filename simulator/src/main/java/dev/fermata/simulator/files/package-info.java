/** The results of jobs: small files, and their URLs. */
@NullMarked
package dev.fermata.simulator.files;

import org.jspecify.annotations.NullMarked;
