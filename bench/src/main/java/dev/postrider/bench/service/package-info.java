/**
 * The services under measurement, each in a process of its own that ends with the driver.
 */
@NullMarked
package dev.postrider.bench.service;

import org.jspecify.annotations.NullMarked;
