/** Tests of tokens, with issuers on this machine. */
@NullMarked
package dev.postrider.api.token;

import org.jspecify.annotations.NullMarked;
