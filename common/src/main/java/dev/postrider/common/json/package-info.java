/**
 * JSON kept as bytes, and the one configuration of the parser. Called by the codecs; never binds to classes.
 */
@NullMarked
package dev.postrider.common.json;

import org.jspecify.annotations.NullMarked;
