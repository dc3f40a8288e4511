import { simulationOn } from './simulation-on.js';

simulationOn('mongo');
