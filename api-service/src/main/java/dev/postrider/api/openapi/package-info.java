/**
 * What the API says of itself: the OpenAPI and AsyncAPI documents and the page that shows them. Called by nobody here; it describes all other packages and knows none of them.
 */
@NullMarked
package dev.postrider.api.openapi;

import org.jspecify.annotations.NullMarked;
