/** HTTP: sends requests, bounds and decodes responses, and tells what a failure means. Knows no job and no backend. */
@NullMarked
package dev.fermata.client.internal.http;

import org.jspecify.annotations.NullMarked;
