export const TRACKING: string;
export const SERVER: string;
export const WEBHOOKS: string;
export const RUN: string;
export const ADMIN: string;
export const REACT: string;
