@NullMarked
package dev.postrider.api.server;

import org.jspecify.annotations.NullMarked;
