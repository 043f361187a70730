/** The client that is generated from the API's document, in use. */
@NullMarked
package dev.postrider.restclient;

import org.jspecify.annotations.NullMarked;
