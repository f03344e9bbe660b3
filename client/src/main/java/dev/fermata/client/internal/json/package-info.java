/** JSON as the client needs it. The only package that knows the parser, which is a part of the packed jar under another name. */
@NullMarked
package dev.fermata.client.internal.json;

import org.jspecify.annotations.NullMarked;
