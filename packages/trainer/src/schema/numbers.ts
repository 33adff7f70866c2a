import { z } from 'zod';

export const below1 = z.number().min(0).lt(1);
export const positive = z.number().positive();
export const count = z.number().int().min(1);
