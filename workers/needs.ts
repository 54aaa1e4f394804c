import { needs } from "../lib/env-needs.ts";

// Of the database all rights, and of Resend the key; the ingress holds neither.
needs("SUPABASE_SERVICE_ROLE_KEY", "RESEND_API_KEY");
