import { simulationOn } from './simulation-on.js';

simulationOn('sqlite');
