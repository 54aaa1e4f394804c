import { needs } from "../lib/env-needs.ts";

// The key with all rights to the database, and Resend's; the ingress has neither.
needs("SUPABASE_SERVICE_ROLE_KEY", "RESEND_API_KEY");
