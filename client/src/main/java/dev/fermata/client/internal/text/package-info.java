/** Text from and for people: cleaned, masked, checked. Knows nothing else of the client. */
@NullMarked
package dev.fermata.client.internal.text;

import org.jspecify.annotations.NullMarked;
