@NullMarked
package dev.postrider.api.challenge;

import org.jspecify.annotations.NullMarked;
