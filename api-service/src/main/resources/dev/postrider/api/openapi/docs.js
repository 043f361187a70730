'use strict';

// Swagger UI knows dark colours by a class of the root element; which are wanted, the reader's system says.
const dark = window.matchMedia('(prefers-color-scheme: dark)');
const paint = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', paint);
paint();

SwaggerUIBundle({
  url: 'openapi.json',
  domNode: document.getElementById('api'),
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  // Roles are an extension of ours.
  showExtensions: true,
  filter: true,
  // No other host is told what is read here.
  validatorUrl: null,
});
