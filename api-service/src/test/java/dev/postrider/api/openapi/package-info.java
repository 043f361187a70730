/** Tests of the documents against the service, and of the service along its documents. */
@NullMarked
package dev.postrider.api.openapi;

import org.jspecify.annotations.NullMarked;
