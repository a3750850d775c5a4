// Rules for the scripts of the page and of the tests. The modules named here are those of tests/package.json.
import { createRequire } from 'node:module';

const require = createRequire(new URL('../build/npm/', import.meta.url));
const js = require('@eslint/js');
const globals = require('globals');

const rules = {
  ...js.configs.recommended.rules,
  'array-callback-return': 'error',
  complexity: ['error', 16],
  'consistent-return': 'error',
  'default-case-last': 'error',
  eqeqeq: 'error',
  'max-lines-per-function': ['error', 60],
  'no-control-regex': 'off', // control characters are what a terminal is about
  'no-else-return': 'error',
  'no-implicit-globals': 'error',
  'no-shadow': 'error',
  'no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
  'no-useless-return': 'error',
  'no-var': 'error',
  'object-shorthand': 'error',
  'prefer-const': 'error',
  'prefer-template': 'error',
};

export default [
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  { files: ['web/**/*.js'], languageOptions: { globals: globals.browser }, rules },
  {
    files: ['tests/**/*.mjs'],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
    // `return t.skip()` is how a test ends early; before and after are names of node's runner and of many values; a
    // table of cases counts as branches.
    rules: {
      ...rules,
      complexity: 'off',
      'consistent-return': 'off',
      'no-shadow': ['error', { allow: ['before', 'after'] }],
    },
  },
];
