// Swagger UI, as its documentation starts it. No request leaves this host.

SwaggerUIBundle({ url: "/openapi.json", dom_id: "#docs", validatorUrl: null });
