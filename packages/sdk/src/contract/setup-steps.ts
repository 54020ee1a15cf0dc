import { z } from 'zod';
import { SETUP_STEPS } from './choices.ts';

export const setupStep = z.enum(SETUP_STEPS);
