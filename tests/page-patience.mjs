// On a busy machine a page may take its time; a test waits for what it looks for, not for a second.
import { configure } from '@testing-library/react';

configure({ asyncUtilTimeout: 20_000 });
