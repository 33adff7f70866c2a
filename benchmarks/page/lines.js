/** Colours of lines that are told apart on white and on black. */
export const lines = { range: ['#4c6ef5', '#e0a013', '#e03e52', '#12a878', '#ba3ca0'] };
