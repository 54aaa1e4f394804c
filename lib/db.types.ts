
export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[]

export type Database = {
  
  "public": {
          Tables: {
            "address_changes": {
                  Row: {
                    "applied_at": string | null,"email": string,"expires_at": string,"id": string,"key_sealed": string,"key_sha256": string,"mailbox_hash": string,"new_confirmed_at": string | null,"old_confirmed_at": string | null,"requested_at": string,"subscriber_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "applied_at"?: string | null,"email": string,"expires_at"?: string,"id"?: string,"key_sealed": string,"key_sha256": string,"mailbox_hash": string,"new_confirmed_at"?: string | null,"old_confirmed_at"?: string | null,"requested_at"?: string,"subscriber_id": string
                  }
                  Update: {
                    "applied_at"?: string | null,"email"?: string,"expires_at"?: string,"id"?: string,"key_sealed"?: string,"key_sha256"?: string,"mailbox_hash"?: string,"new_confirmed_at"?: string | null,"old_confirmed_at"?: string | null,"requested_at"?: string,"subscriber_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "address_changes_subscriber_id_fkey"
      columns: ["subscriber_id"]
isOneToOne: false
      referencedRelation: "subscribers"
      referencedColumns: ["id"]
    }
                  ]
                },"billing": {
                  Row: {
                    "applied": number,"asked": number,"asked_at": string | null,"created_at": string,"customer_deleted_at": string | null,"customer_id": string | null,"ends_at": string | null,"grace_until": string | null,"moved_from": (string)[],"past_due_since": string | null,"period_end": string | null,"plan": string | null,"recheck_at": string | null,"seen_at": string | null,"status": string | null,"subscriber_id": string,"subscription_id": string | null,"synced_at": string | null,"ticket": number
                  }
                  ComputedFields: never
                  Insert: {
                    "applied"?: number,"asked"?: number,"asked_at"?: string | null,"created_at"?: string,"customer_deleted_at"?: string | null,"customer_id"?: string | null,"ends_at"?: string | null,"grace_until"?: string | null,"moved_from"?: (string)[],"past_due_since"?: string | null,"period_end"?: string | null,"plan"?: string | null,"recheck_at"?: string | null,"seen_at"?: string | null,"status"?: string | null,"subscriber_id": string,"subscription_id"?: string | null,"synced_at"?: string | null,"ticket"?: number
                  }
                  Update: {
                    "applied"?: number,"asked"?: number,"asked_at"?: string | null,"created_at"?: string,"customer_deleted_at"?: string | null,"customer_id"?: string | null,"ends_at"?: string | null,"grace_until"?: string | null,"moved_from"?: (string)[],"past_due_since"?: string | null,"period_end"?: string | null,"plan"?: string | null,"recheck_at"?: string | null,"seen_at"?: string | null,"status"?: string | null,"subscriber_id"?: string,"subscription_id"?: string | null,"synced_at"?: string | null,"ticket"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "billing_subscriber_id_fkey"
      columns: ["subscriber_id"]
isOneToOne: true
      referencedRelation: "subscribers"
      referencedColumns: ["id"]
    }
                  ]
                },"billing_checks": {
                  Row: {
                    "asked": number | null,"at": string,"differing": number | null,"doubled": number | null,"endpoint": string | null,"held": boolean,"id": string,"looked": number | null,"part": string,"strangers": number | null,"unseen": number | null
                  }
                  ComputedFields: never
                  Insert: {
                    "asked"?: number | null,"at"?: string,"differing"?: number | null,"doubled"?: number | null,"endpoint"?: string | null,"held"?: boolean,"id"?: string,"looked"?: number | null,"part": string,"strangers"?: number | null,"unseen"?: number | null
                  }
                  Update: {
                    "asked"?: number | null,"at"?: string,"differing"?: number | null,"doubled"?: number | null,"endpoint"?: string | null,"held"?: boolean,"id"?: string,"looked"?: number | null,"part"?: string,"strangers"?: number | null,"unseen"?: number | null
                  }
                  Relationships: [
                    
                  ]
                },"billing_visits": {
                  Row: {
                    "asking_since": string | null,"checkout_id": string | null,"created_at": string,"destination": string,"expires_at": string | null,"id": string,"settled_at": string | null,"subscriber_id": string,"url_sealed": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "asking_since"?: string | null,"checkout_id"?: string | null,"created_at"?: string,"destination": string,"expires_at"?: string | null,"id": string,"settled_at"?: string | null,"subscriber_id": string,"url_sealed"?: string | null
                  }
                  Update: {
                    "asking_since"?: string | null,"checkout_id"?: string | null,"created_at"?: string,"destination"?: string,"expires_at"?: string | null,"id"?: string,"settled_at"?: string | null,"subscriber_id"?: string,"url_sealed"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "billing_visits_subscriber_id_fkey"
      columns: ["subscriber_id"]
isOneToOne: false
      referencedRelation: "subscribers"
      referencedColumns: ["id"]
    }
                  ]
                },"consents": {
                  Row: {
                    "confirmed_at": string | null,"given_at": string,"id": string,"ip_hash": string | null,"signup_id": string,"source": string | null,"subscriber_id": string,"withdrawn_at": string | null,"wording": string
                  }
                  ComputedFields: never
                  Insert: {
                    "confirmed_at"?: string | null,"given_at": string,"id"?: string,"ip_hash"?: string | null,"signup_id": string,"source"?: string | null,"subscriber_id": string,"withdrawn_at"?: string | null,"wording": string
                  }
                  Update: {
                    "confirmed_at"?: string | null,"given_at"?: string,"id"?: string,"ip_hash"?: string | null,"signup_id"?: string,"source"?: string | null,"subscriber_id"?: string,"withdrawn_at"?: string | null,"wording"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "consents_subscriber_id_fkey"
      columns: ["subscriber_id"]
isOneToOne: false
      referencedRelation: "subscribers"
      referencedColumns: ["id"]
    }
                  ]
                },"dead_letters": {
                  Row: {
                    "attempts": number,"error": string,"failed_at": string,"id": number,"ids": (string)[],"job_id": string,"payload": Json | null,"queue": string,"redriven_at": string | null,"redriven_by": string | null,"request_id": string | null,"stack": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "attempts": number,"error": string,"failed_at": string,"id"?: never,"ids": (string)[],"job_id": string,"payload"?: Json | null,"queue": string,"redriven_at"?: string | null,"redriven_by"?: string | null,"request_id"?: string | null,"stack"?: string | null
                  }
                  Update: {
                    "attempts"?: number,"error"?: string,"failed_at"?: string,"id"?: never,"ids"?: (string)[],"job_id"?: string,"payload"?: Json | null,"queue"?: string,"redriven_at"?: string | null,"redriven_by"?: string | null,"request_id"?: string | null,"stack"?: string | null
                  }
                  Relationships: [
                    
                  ]
                },"deliveries": {
                  Row: {
                    "about": Json | null,"address_change_id": string | null,"batch_id": string | null,"bounced_at": string | null,"complained_at": string | null,"created_at": string,"delivered_at": string | null,"fate": string | null,"id": string,"issued_at": string | null,"kind": string,"looked_at": number | null,"more": number | null,"not_before": string | null,"period": string,"progress_id": string | null,"provider_id": string | null,"reason": string | null,"request_id": string | null,"settled_at": string | null,"soft_bounced_at": string | null,"status": string,"subscriber_id": string,"why": Json | null,"mailbox_of": string | null
                  }
                  ComputedFields: "mailbox_of"
                  Insert: {
                    "about"?: Json | null,"address_change_id"?: string | null,"batch_id"?: string | null,"bounced_at"?: string | null,"complained_at"?: string | null,"created_at"?: string,"delivered_at"?: string | null,"fate"?: never,"id"?: string,"issued_at"?: string | null,"kind": string,"looked_at"?: number | null,"more"?: number | null,"not_before"?: string | null,"period": string,"progress_id"?: string | null,"provider_id"?: string | null,"reason"?: string | null,"request_id"?: string | null,"settled_at"?: string | null,"soft_bounced_at"?: string | null,"status": string,"subscriber_id": string,"why"?: Json | null
                  }
                  Update: {
                    "about"?: Json | null,"address_change_id"?: string | null,"batch_id"?: string | null,"bounced_at"?: string | null,"complained_at"?: string | null,"created_at"?: string,"delivered_at"?: string | null,"fate"?: never,"id"?: string,"issued_at"?: string | null,"kind"?: string,"looked_at"?: number | null,"more"?: number | null,"not_before"?: string | null,"period"?: string,"progress_id"?: string | null,"provider_id"?: string | null,"reason"?: string | null,"request_id"?: string | null,"settled_at"?: string | null,"soft_bounced_at"?: string | null,"status"?: string,"subscriber_id"?: string,"why"?: Json | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "deliveries_address_change_id_fkey"
      columns: ["address_change_id"]
isOneToOne: false
      referencedRelation: "address_changes"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "deliveries_batch_id_fkey"
      columns: ["batch_id"]
isOneToOne: false
      referencedRelation: "email_batches"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "deliveries_request_id_fkey"
      columns: ["request_id"]
isOneToOne: false
      referencedRelation: "email_verification_requests"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "deliveries_subscriber_id_fkey"
      columns: ["subscriber_id"]
isOneToOne: false
      referencedRelation: "subscribers"
      referencedColumns: ["id"]
    }
                  ]
                },"email_batches": {
                  Row: {
                    "created_at": string,"id": string,"lease_until": string | null,"maybe_sent": boolean,"reason": string | null,"released_at": string | null,"settled_at": string | null,"status": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"id"?: string,"lease_until"?: string | null,"maybe_sent"?: boolean,"reason"?: string | null,"released_at"?: string | null,"settled_at"?: string | null,"status"?: string
                  }
                  Update: {
                    "created_at"?: string,"id"?: string,"lease_until"?: string | null,"maybe_sent"?: boolean,"reason"?: string | null,"released_at"?: string | null,"settled_at"?: string | null,"status"?: string
                  }
                  Relationships: [
                    
                  ]
                },"email_verification_requests": {
                  Row: {
                    "consumed_at": string | null,"created_at": string,"expires_at": string,"id": string,"subscriber_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "consumed_at"?: string | null,"created_at"?: string,"expires_at"?: string,"id"?: string,"subscriber_id": string
                  }
                  Update: {
                    "consumed_at"?: string | null,"created_at"?: string,"expires_at"?: string,"id"?: string,"subscriber_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "email_verification_requests_subscriber_id_fkey"
      columns: ["subscriber_id"]
isOneToOne: false
      referencedRelation: "subscribers"
      referencedColumns: ["id"]
    }
                  ]
                },"erased_buyers": {
                  Row: {
                    "at": string,"owed": NonNullable<Json>,"subscriber_sha256": string
                  }
                  ComputedFields: never
                  Insert: {
                    "at"?: string,"owed"?: NonNullable<Json>,"subscriber_sha256": string
                  }
                  Update: {
                    "at"?: string,"owed"?: NonNullable<Json>,"subscriber_sha256"?: string
                  }
                  Relationships: [
                    
                  ]
                },"figures_history": {
                  Row: {
                    "at": string,"span": string,"values": NonNullable<Json>
                  }
                  ComputedFields: never
                  Insert: {
                    "at": string,"span": string,"values": NonNullable<Json>
                  }
                  Update: {
                    "at"?: string,"span"?: string,"values"?: NonNullable<Json>
                  }
                  Relationships: [
                    
                  ]
                },"job_cache": {
                  Row: {
                    "expires_at": string,"fetched_at": string,"key": string,"result": NonNullable<Json>,"source": string
                  }
                  ComputedFields: never
                  Insert: {
                    "expires_at": string,"fetched_at"?: string,"key": string,"result": NonNullable<Json>,"source": string
                  }
                  Update: {
                    "expires_at"?: string,"fetched_at"?: string,"key"?: string,"result"?: NonNullable<Json>,"source"?: string
                  }
                  Relationships: [
                    
                  ]
                },"mail_figures": {
                  Row: {
                    "accepted": number,"bounced": number,"bulk": boolean,"complained": number,"delivered": number,"slot": string
                  }
                  ComputedFields: never
                  Insert: {
                    "accepted"?: number,"bounced"?: number,"bulk": boolean,"complained"?: number,"delivered"?: number,"slot": string
                  }
                  Update: {
                    "accepted"?: number,"bounced"?: number,"bulk"?: boolean,"complained"?: number,"delivered"?: number,"slot"?: string
                  }
                  Relationships: [
                    
                  ]
                },"matches": {
                  Row: {
                    "checked_at": string,"created_at": string,"delivery_id": string,"gaps": (string)[],"id": string,"link_status": string | null,"parts": NonNullable<Json>,"posting_id": string,"provenance": NonNullable<Json>,"rank": number,"reasons": (string)[],"same_company": number,"score": number,"sentence": string | null,"subscriber_id": string,"shown_match": Json | null
                  }
                  ComputedFields: "shown_match"
                  Insert: {
                    "checked_at"?: string,"created_at"?: string,"delivery_id": string,"gaps": (string)[],"id"?: string,"link_status"?: string | null,"parts": NonNullable<Json>,"posting_id": string,"provenance"?: NonNullable<Json>,"rank": number,"reasons": (string)[],"same_company"?: number,"score": number,"sentence"?: string | null,"subscriber_id": string
                  }
                  Update: {
                    "checked_at"?: string,"created_at"?: string,"delivery_id"?: string,"gaps"?: (string)[],"id"?: string,"link_status"?: string | null,"parts"?: NonNullable<Json>,"posting_id"?: string,"provenance"?: NonNullable<Json>,"rank"?: number,"reasons"?: (string)[],"same_company"?: number,"score"?: number,"sentence"?: string | null,"subscriber_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "matches_delivery_id_fkey"
      columns: ["delivery_id"]
isOneToOne: false
      referencedRelation: "deliveries"
      referencedColumns: ["id"]
    }
                  ]
                },"posting_identities": {
                  Row: {
                    "closed_at": string | null,"identity": NonNullable<Json>,"keys": (number)[],"posting_id": string,"seq": number
                  }
                  ComputedFields: never
                  Insert: {
                    "closed_at"?: string | null,"identity": NonNullable<Json>,"keys": (number)[],"posting_id": string,"seq"?: never
                  }
                  Update: {
                    "closed_at"?: string | null,"identity"?: NonNullable<Json>,"keys"?: (number)[],"posting_id"?: string,"seq"?: never
                  }
                  Relationships: [
                    {
      foreignKeyName: "posting_identities_posting_id_fkey"
      columns: ["posting_id"]
isOneToOne: true
      referencedRelation: "postings"
      referencedColumns: ["id"]
    }
                  ]
                },"posting_keys": {
                  Row: {
                    "key": number,"seq": number
                  }
                  ComputedFields: never
                  Insert: {
                    "key": number,"seq": number
                  }
                  Update: {
                    "key"?: number,"seq"?: number
                  }
                  Relationships: [
                    
                  ]
                },"postings": {
                  Row: {
                    "career_paths": (string)[],"changed_at": string,"checked_at": string,"closed_at": string | null,"closed_reason": string | null,"company": string,"confidence": NonNullable<Json>,"content_hash": string,"dedupe_key": string,"degree": string | null,"description": string,"employment": string | null,"experience_years": Json | null,"first_seen_at": string,"id": string,"lang": string | null,"languages": NonNullable<Json>,"level": string,"link_checked_at": string | null,"link_reason": string | null,"link_status": string | null,"locations": NonNullable<Json>,"occupation": string,"posted_at": string | null,"programme": string | null,"quality": number,"remote": NonNullable<Json>,"reposted_at": string | null,"reposts": number,"salary": Json | null,"source": string,"source_id": string,"title": string,"url": string,"valid_through": string | null,"visa": string
                  }
                  ComputedFields: never
                  Insert: {
                    "career_paths": (string)[],"changed_at"?: string,"checked_at"?: string,"closed_at"?: string | null,"closed_reason"?: string | null,"company": string,"confidence": NonNullable<Json>,"content_hash": string,"dedupe_key": string,"degree"?: string | null,"description": string,"employment"?: string | null,"experience_years"?: Json | null,"first_seen_at"?: string,"id"?: string,"lang"?: string | null,"languages": NonNullable<Json>,"level": string,"link_checked_at"?: string | null,"link_reason"?: string | null,"link_status"?: string | null,"locations": NonNullable<Json>,"occupation": string,"posted_at"?: string | null,"programme"?: string | null,"quality"?: number,"remote": NonNullable<Json>,"reposted_at"?: string | null,"reposts"?: number,"salary"?: Json | null,"source": string,"source_id": string,"title": string,"url": string,"valid_through"?: string | null,"visa": string
                  }
                  Update: {
                    "career_paths"?: (string)[],"changed_at"?: string,"checked_at"?: string,"closed_at"?: string | null,"closed_reason"?: string | null,"company"?: string,"confidence"?: NonNullable<Json>,"content_hash"?: string,"dedupe_key"?: string,"degree"?: string | null,"description"?: string,"employment"?: string | null,"experience_years"?: Json | null,"first_seen_at"?: string,"id"?: string,"lang"?: string | null,"languages"?: NonNullable<Json>,"level"?: string,"link_checked_at"?: string | null,"link_reason"?: string | null,"link_status"?: string | null,"locations"?: NonNullable<Json>,"occupation"?: string,"posted_at"?: string | null,"programme"?: string | null,"quality"?: number,"remote"?: NonNullable<Json>,"reposted_at"?: string | null,"reposts"?: number,"salary"?: Json | null,"source"?: string,"source_id"?: string,"title"?: string,"url"?: string,"valid_through"?: string | null,"visa"?: string
                  }
                  Relationships: [
                    
                  ]
                },"raw_replies": {
                  Row: {
                    "body": string,"cursor": string | null,"fetched_at": string,"id": number,"run_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "body": string,"cursor"?: string | null,"fetched_at"?: string,"id"?: never,"run_id": string
                  }
                  Update: {
                    "body"?: string,"cursor"?: string | null,"fetched_at"?: string,"id"?: never,"run_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "raw_replies_run_id_fkey"
      columns: ["run_id"]
isOneToOne: false
      referencedRelation: "source_runs"
      referencedColumns: ["id"]
    }
                  ]
                },"sending_stops": {
                  Row: {
                    "figures": NonNullable<Json>,"id": string,"reason": string,"resumed_at": string | null,"since": string
                  }
                  ComputedFields: never
                  Insert: {
                    "figures": NonNullable<Json>,"id"?: string,"reason": string,"resumed_at"?: string | null,"since"?: string
                  }
                  Update: {
                    "figures"?: NonNullable<Json>,"id"?: string,"reason"?: string,"resumed_at"?: string | null,"since"?: string
                  }
                  Relationships: [
                    
                  ]
                },"sightings": {
                  Row: {
                    "also_in": (string)[],"first_seen_at": string,"gone_at": string | null,"last_seen_at": string,"posting_id": string,"source": string,"source_id": string,"target": string,"url": string
                  }
                  ComputedFields: never
                  Insert: {
                    "also_in"?: (string)[],"first_seen_at"?: string,"gone_at"?: string | null,"last_seen_at"?: string,"posting_id": string,"source": string,"source_id": string,"target": string,"url": string
                  }
                  Update: {
                    "also_in"?: (string)[],"first_seen_at"?: string,"gone_at"?: string | null,"last_seen_at"?: string,"posting_id"?: string,"source"?: string,"source_id"?: string,"target"?: string,"url"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "sightings_posting_id_fkey"
      columns: ["posting_id"]
isOneToOne: false
      referencedRelation: "postings"
      referencedColumns: ["id"]
    }
                  ]
                },"source_runs": {
                  Row: {
                    "added": number,"changed": number,"complete": boolean,"error": string | null,"finished_at": string | null,"id": string,"pages": number,"rejected": number,"seen": number,"source": string,"started_at": string,"status": string,"target": string
                  }
                  ComputedFields: never
                  Insert: {
                    "added"?: number,"changed"?: number,"complete"?: boolean,"error"?: string | null,"finished_at"?: string | null,"id"?: string,"pages"?: number,"rejected"?: number,"seen"?: number,"source": string,"started_at"?: string,"status"?: string,"target": string
                  }
                  Update: {
                    "added"?: number,"changed"?: number,"complete"?: boolean,"error"?: string | null,"finished_at"?: string | null,"id"?: string,"pages"?: number,"rejected"?: number,"seen"?: number,"source"?: string,"started_at"?: string,"status"?: string,"target"?: string
                  }
                  Relationships: [
                    
                  ]
                },"source_targets": {
                  Row: {
                    "asked_at": string,"complete_at": string | null,"done_at": string | null,"error": string | null,"failures_in_row": number,"parked_until": string | null,"source": string,"target": string,"unknown_in_row": number
                  }
                  ComputedFields: never
                  Insert: {
                    "asked_at"?: string,"complete_at"?: string | null,"done_at"?: string | null,"error"?: string | null,"failures_in_row"?: number,"parked_until"?: string | null,"source": string,"target": string,"unknown_in_row"?: number
                  }
                  Update: {
                    "asked_at"?: string,"complete_at"?: string | null,"done_at"?: string | null,"error"?: string | null,"failures_in_row"?: number,"parked_until"?: string | null,"source"?: string,"target"?: string,"unknown_in_row"?: number
                  }
                  Relationships: [
                    
                  ]
                },"subscribers": {
                  Row: {
                    "cadence": string,"created_at": string,"email": string,"erasure_asked_at": string | null,"excluded_companies": (string)[],"id": string,"last_sign_at": string,"link_key_at": string,"link_key_sealed": string,"link_key_sha256": string,"locale": string,"mailbox_hash": string,"min_score": number | null,"name": string | null,"next_digest_at": string | null,"paused_until": string | null,"plan_claimed_until": string | null,"preferences_asked_at": NonNullable<Json>,"progress_id": string | null,"re_engaged_at": string | null,"status": string,"still_looking": boolean,"taste_reset_at": string | null,"tier": string,"time_zone": string,"unsubscribed_at": string | null,"updated_at": string,"verified_at": string | null,"welcome_until": string | null,"wishes": NonNullable<Json>,"digest_facts": Json | null,"digest_obstacle": string | null,"verdicts_of": Json | null
                  }
                  ComputedFields: "digest_facts" | "digest_obstacle" | "verdicts_of"
                  Insert: {
                    "cadence": string,"created_at"?: string,"email": string,"erasure_asked_at"?: string | null,"excluded_companies"?: (string)[],"id"?: string,"last_sign_at"?: string,"link_key_at"?: string,"link_key_sealed": string,"link_key_sha256": string,"locale"?: string,"mailbox_hash": string,"min_score"?: number | null,"name"?: string | null,"next_digest_at"?: string | null,"paused_until"?: string | null,"plan_claimed_until"?: string | null,"preferences_asked_at"?: NonNullable<Json>,"progress_id"?: string | null,"re_engaged_at"?: string | null,"status"?: string,"still_looking"?: boolean,"taste_reset_at"?: string | null,"tier"?: string,"time_zone": string,"unsubscribed_at"?: string | null,"updated_at"?: string,"verified_at"?: string | null,"welcome_until"?: string | null,"wishes": NonNullable<Json>
                  }
                  Update: {
                    "cadence"?: string,"created_at"?: string,"email"?: string,"erasure_asked_at"?: string | null,"excluded_companies"?: (string)[],"id"?: string,"last_sign_at"?: string,"link_key_at"?: string,"link_key_sealed"?: string,"link_key_sha256"?: string,"locale"?: string,"mailbox_hash"?: string,"min_score"?: number | null,"name"?: string | null,"next_digest_at"?: string | null,"paused_until"?: string | null,"plan_claimed_until"?: string | null,"preferences_asked_at"?: NonNullable<Json>,"progress_id"?: string | null,"re_engaged_at"?: string | null,"status"?: string,"still_looking"?: boolean,"taste_reset_at"?: string | null,"tier"?: string,"time_zone"?: string,"unsubscribed_at"?: string | null,"updated_at"?: string,"verified_at"?: string | null,"welcome_until"?: string | null,"wishes"?: NonNullable<Json>
                  }
                  Relationships: [
                    
                  ]
                },"suppressions": {
                  Row: {
                    "created_at": string,"mailbox_hash": string,"reason": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"mailbox_hash": string,"reason": string
                  }
                  Update: {
                    "created_at"?: string,"mailbox_hash"?: string,"reason"?: string
                  }
                  Relationships: [
                    
                  ]
                },"verdicts": {
                  Row: {
                    "at": string,"match_id": string,"reason": string | null,"subscriber_id": string,"verdict": string
                  }
                  ComputedFields: never
                  Insert: {
                    "at"?: string,"match_id": string,"reason"?: string | null,"subscriber_id": string,"verdict": string
                  }
                  Update: {
                    "at"?: string,"match_id"?: string,"reason"?: string | null,"subscriber_id"?: string,"verdict"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "verdicts_match_id_fkey"
      columns: ["match_id"]
isOneToOne: true
      referencedRelation: "matches"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "verdicts_subscriber_id_fkey"
      columns: ["subscriber_id"]
isOneToOne: false
      referencedRelation: "subscribers"
      referencedColumns: ["id"]
    }
                  ]
                },"webhook_events": {
                  Row: {
                    "data": NonNullable<Json>,"event_id": string,"processed_at": string | null,"received_at": string,"source": string,"type": string
                  }
                  ComputedFields: never
                  Insert: {
                    "data": NonNullable<Json>,"event_id": string,"processed_at"?: string | null,"received_at"?: string,"source": string,"type": string
                  }
                  Update: {
                    "data"?: NonNullable<Json>,"event_id"?: string,"processed_at"?: string | null,"received_at"?: string,"source"?: string,"type"?: string
                  }
                  Relationships: [
                    
                  ]
                }
          }
          Views: {
            [_ in never]: never
          }
          Functions: {
            "add_postings":
{ Args: { "p": (Json)[],"p_source": string,"p_target": string }; Returns: Json
                           },
"address_is_free":
{ Args: { "p_email": string,"p_mailbox_hash": string,"p_subscriber": string }; Returns: boolean
                           },
"address_key":
{ Args: { "p_change": Omit<Database["public"]['Tables']["address_changes"]['Row'], Database["public"]['Tables']["address_changes"]['ComputedFields']>,"p_side": string }; Returns: string
                           },
"address_page":
{ Args: { "p_change": string,"p_key_hash": string,"p_side": string }; Returns: Json
                           },
"address_told":
{ Args: { "p": Json }; Returns: undefined
                           },
"apply_mail_event":
{ Args: { "p": Json }; Returns: Json
                           },
"batch_contents":
{ Args: { "p_batch": string }; Returns: Json
                           },
"batch_unwanted":
{ Args: { "p_batch": string }; Returns: number
                           },
"begin_billing":
{ Args: { "p_subscriber": string }; Returns: Json
                           },
"begin_erasure":
{ Args: { "p": Json }; Returns: Json
                           },
"begin_matching":
{ Args: { "p_period"?: string,"p_subscribers": (string)[] }; Returns: Json
                           },
"begin_visit":
{ Args: { "p": Json }; Returns: Json
                           },
"billing_figures":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"billing_page":
{ Args: { "p_key_hash": string,"p_subscriber": string }; Returns: Json
                           },
"bury":
{ Args: { "p_letters": Json,"p_queue": string }; Returns: number
                           },
"cache_search":
{ Args: { "p_key": string,"p_ms": number,"p_result": Json,"p_source": string }; Returns: undefined
                           },
"cached_search":
{ Args: { "p_key": string }; Returns: Json
                           },
"catalogue_changes":
{ Args: { "p_after": string,"p_limit": number,"p_since": string }; Returns: Json
                           },
"catalogue_starts":
{ Args: { "p_limit": number }; Returns: Json
                           },
"claim_deliveries":
{ Args: { "p_ids": (string)[],"p_lease_seconds": number }; Returns: Json
                           },
"claim_due":
{ Args: { "p_limit": number }; Returns: Json
                           },
"close_postings":
{ Args: { "p_limit": number }; Returns: number
                           },
"compare_billing":
{ Args: { "p": Json }; Returns: Json
                           },
"confirm_address":
{ Args: { "p": Json }; Returns: Json
                           },
"confirm_subscriber":
{ Args: { "p_next_digest_at": string,"p_request": string }; Returns: Json
                           },
"count_mails":
{ Args: { "p_accepted": number,"p_at": string,"p_bounced"?: number,"p_bulk": boolean,"p_complained"?: number,"p_delivered"?: number }; Returns: undefined
                           },
"customer_forgotten":
{ Args: { "p_subscriber": string }; Returns: undefined
                           },
"dead_letter":
{ Args: { "p_job": string,"p_queue": string }; Returns: Json
                           },
"dead_letter_counts":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"dead_letters_of":
{ Args: { "p": Json,"p_from": number,"p_limit": number }; Returns: Json
                           },
"detach_subscribers":
{ Args: { "p_ids": (string)[] }; Returns: undefined
                           },
"digest_facts":
{ Args: { "s": Omit<Database["public"]['Tables']["subscribers"]['Row'], Database["public"]['Tables']["subscribers"]['ComputedFields']> }; Returns: Json
                           },
"digest_obstacle":
{ Args: { "s": Omit<Database["public"]['Tables']["subscribers"]['Row'], Database["public"]['Tables']["subscribers"]['ComputedFields']> }; Returns: string
                           },
"digest_rhythm":
{ Args: { "p_key_hash": string,"p_subscriber": string }; Returns: Json
                           },
"dissolve_batch":
{ Args: { "p_batch": string }; Returns: undefined
                           },
"drop_visit":
{ Args: { "p_id": string }; Returns: undefined
                           },
"due_targets":
{ Args: { "p_poll_seconds": number,"p_source": string,"p_targets": (string)[] }; Returns: Json
                           },
"end_address_changes":
{ Args: { "p_subscribers": (string)[] }; Returns: undefined
                           },
"end_lost_runs":
{ Args: Record<PropertyKey, never>; Returns: number
                           },
"erase_subscriber":
{ Args: { "p": Json }; Returns: Json
                           },
"everything_about":
{ Args: { "p_subscriber": string }; Returns: Json
                           },
"fail_run":
{ Args: { "p_error": string,"p_run"?: string,"p_source": string,"p_target": string }; Returns: undefined
                           },
"figures_now":
{ Args: { "p_sources": (string)[] }; Returns: Json
                           },
"figures_of_day":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"finish_erasures":
{ Args: { "p_limit": number }; Returns: number
                           },
"folded_words":
{ Args: { "p_text": string }; Returns: unknown
                           },
"forget_left":
{ Args: { "p_ids": (string)[] }; Returns: number
                           },
"forget_subscribers":
{ Args: { "p_ids": (string)[] }; Returns: number
                           },
"has_open_visit":
{ Args: { "p_subscriber": string }; Returns: boolean
                           },
"held_welcome_at":
{ Args: { "p_subscriber": string }; Returns: string
                           },
"identify_postings":
{ Args: { "p": Json,"p_added": Json,"p_source": string,"p_up_to": number,"p_written": Json }; Returns: (string)[]
                           },
"is_bulk":
{ Args: { "p_kind": string }; Returns: boolean
                           },
"is_erased_buyer":
{ Args: { "p_subscriber": string }; Returns: boolean
                           },
"join_locations":
{ Args: { "p_locations": Json,"p_posting": string }; Returns: undefined
                           },
"joined_locations":
{ Args: { "p_first": Json,"p_more": Json }; Returns: Json
                           },
"judge_sending":
{ Args: { "p_at": string }; Returns: Json
                           },
"keep_buyers":
{ Args: { "p_ids": (string)[] }; Returns: undefined
                           },
"keep_figures":
{ Args: { "p_values": Json }; Returns: Json
                           },
"known_at_polar":
{ Args: { "p": Json }; Returns: string
                           },
"known_postings":
{ Args: { "p_ids": (string)[],"p_source": string }; Returns: Json
                           },
"leaves_empty":
{ Args: { "p_period": string }; Returns: boolean
                           },
"link_keys":
{ Args: { "p_after": string,"p_before"?: string,"p_ids"?: (string)[],"p_limit": number }; Returns: Json
                           },
"mailbox_of":
{ Args: { "p_delivery": Omit<Database["public"]['Tables']["deliveries"]['Row'], Database["public"]['Tables']["deliveries"]['ComputedFields']> }; Returns: string
                           },
"masked":
{ Args: { "p_email": string }; Returns: string
                           },
"match_page":
{ Args: { "p_key_hash": string,"p_match": string,"p_subscriber": string }; Returns: Json
                           },
"matches_page":
{ Args: { "p_asked"?: Json,"p_key_hash": string,"p_subscriber": string }; Returns: Json
                           },
"note_billing_event":
{ Args: { "p": Json }; Returns: Json
                           },
"note_failed":
{ Args: { "d": Omit<Database["public"]['Tables']["deliveries"]['Row'], Database["public"]['Tables']["deliveries"]['ComputedFields']>,"p_email_id": string,"p_reason": string }; Returns: string
                           },
"note_redriven":
{ Args: { "p_by"?: string,"p_ids": (number)[] }; Returns: number
                           },
"note_target":
{ Args: { "p_error"?: string,"p_outcome": string,"p_source": string,"p_target": string }; Returns: boolean
                           },
"open_posting":
{ Args: { "p": Json,"p_source": string }; Returns: Record<string, unknown>
                           },
"operator_billing":
{ Args: { "p_who": string }; Returns: Json
                           },
"operator_digest":
{ Args: { "p_who": string }; Returns: Json
                           },
"operator_export":
{ Args: { "p_who": string }; Returns: Json
                           },
"operator_health":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"operator_owed":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"operator_person":
{ Args: { "p_act": string,"p_who": string }; Returns: Json
                           },
"operator_subscriber":
{ Args: { "p_who": string }; Returns: Json
                           },
"owe_back":
{ Args: { "p_owed": Json,"p_subscriber": string }; Returns: Json
                           },
"owed_digests":
{ Args: { "p_subscribers": (string)[] }; Returns: {
              "about": Json | null,
"address_change_id": string | null,
"batch_id": string | null,
"bounced_at": string | null,
"complained_at": string | null,
"created_at": string,
"delivered_at": string | null,
"fate": string | null,
"id": string,
"issued_at": string | null,
"kind": string,
"looked_at": number | null,
"more": number | null,
"not_before": string | null,
"period": string,
"progress_id": string | null,
"provider_id": string | null,
"reason": string | null,
"request_id": string | null,
"settled_at": string | null,
"soft_bounced_at": string | null,
"status": string,
"subscriber_id": string,
"why": Json | null
            }[]
                          SetofOptions: {
        from: "*"
        to: "deliveries"
        isOneToOne: false
        isSetofReturn: true
      } },
"owed_told":
{ Args: { "p_subscriber": string,"p_subscriptions": (string)[] }; Returns: undefined
                           },
"pause_unreachable":
{ Args: { "p_subscriber": string }; Returns: undefined
                           },
"plan_digests":
{ Args: { "p": Json }; Returns: Json
                           },
"posting_fields":
{ Args: { "p": Json }; Returns: {
              "careerPaths": (string)[],"company": string,"confidence": Json,"degree": string,"description": string,"employment": string,"experienceYears": Json,"lang": string,"languages": Json,"level": string,"locations": Json,"occupation": string,"postedAt": string,"programme": string,"remote": Json,"salary": Json,"title": string,"url": string,"validThrough": string,"visa": string
            }[]
                           },
"posting_texts":
{ Args: { "p_ids": (string)[] }; Returns: Json
                           },
"postings_to_check":
{ Args: { "p_limit": number }; Returns: Json
                           },
"promise_link_mail":
{ Args: { "p_kind": string,"p_period": string,"p_progress": string,"p_subscriber": string }; Returns: string
                           },
"promise_re_engagement":
{ Args: { "p_limit": number }; Returns: number
                           },
"purge":
{ Args: { "p_kind": string,"p_limit": number }; Returns: number
                           },
"recent_link_mail":
{ Args: { "p_asked_at": string,"p_kind": string,"p_subscriber": string }; Returns: {
              "progress_id": string
            }[]
                           },
"record_links":
{ Args: { "p": Json }; Returns: number
                           },
"record_sign":
{ Args: { "p_subscriber": string }; Returns: boolean
                           },
"record_verdict":
{ Args: { "p_at"?: string,"p_match": string,"p_reason"?: string,"p_subscriber": string,"p_verdict": string }; Returns: boolean
                           },
"redriven_by":
{ Args: { "p_by": string }; Returns: number
                           },
"release_batch":
{ Args: { "p_batch": string,"p_later_ms"?: number,"p_maybe_sent": boolean }; Returns: undefined
                           },
"renew_links":
{ Args: { "p_batch": string }; Returns: undefined
                           },
"replace_link_keys":
{ Args: { "p": Json }; Returns: number
                           },
"request_address_change":
{ Args: { "p": Json }; Returns: Json
                           },
"request_export":
{ Args: { "p_ask": string,"p_key_hash": string,"p_subscriber": string }; Returns: Json
                           },
"request_links":
{ Args: { "p_email": string,"p_period": string,"p_what": string }; Returns: Json
                           },
"request_links_for":
{ Args: { "p_key_hash": string,"p_period": string,"p_subscriber": string,"p_what": string }; Returns: Json
                           },
"resume_sending":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"save_preferences":
{ Args: { "p": Json }; Returns: string
                           },
"search_jobs":
{ Args: { "p_limit": number,"p_queue"?: string,"p_since": string,"p_text": string }; Returns: Json
                           },
"search_postings":
{ Args: { "p": Json,"p_limit": number }; Returns: Json
                           },
"sending_is_stopped":
{ Args: Record<PropertyKey, never>; Returns: boolean
                           },
"settle_batch":
{ Args: { "p_batch": string,"p_reason"?: string,"p_sent"?: Json,"p_status": string }; Returns: undefined
                           },
"settle_visit":
{ Args: { "p": Json }; Returns: boolean
                           },
"shown_match":
{ Args: { "p": Omit<Database["public"]['Tables']["matches"]['Row'], Database["public"]['Tables']["matches"]['ComputedFields']> }; Returns: Json
                           },
"similar_postings":
{ Args: { "p_keys": (number)[] }; Returns: Json
                           },
"skip_deliveries":
{ Args: { "p_ids": (string)[],"p_reason": string }; Returns: undefined
                           },
"skip_unwanted":
{ Args: { "p_ids": (string)[] }; Returns: Json
                           },
"still_seen":
{ Args: { "p_source": string,"p_source_id": string }; Returns: boolean
                           },
"store_billing":
{ Args: { "p": Json }; Returns: Json
                           },
"store_billing_check":
{ Args: { "p": Json }; Returns: undefined
                           },
"store_digests":
{ Args: { "p": Json }; Returns: Json
                           },
"store_page":
{ Args: { "p_body": string,"p_complete": boolean,"p_cursor"?: string,"p_last": boolean,"p_postings": Json,"p_rejected": number,"p_run"?: string,"p_source": string,"p_target": string,"p_unchanged"?: (string)[],"p_up_to"?: number }; Returns: Json
                           },
"store_signup":
{ Args: { "p": Json }; Returns: Json
                           },
"subscriber_export":
{ Args: { "p_delivery": string,"p_key_hash": string,"p_subscriber": string }; Returns: Json
                           },
"subscriber_for":
{ Args: { "p_act": string,"p_who": string }; Returns: {
              "cadence": string,
"created_at": string,
"email": string,
"erasure_asked_at": string | null,
"excluded_companies": (string)[],
"id": string,
"last_sign_at": string,
"link_key_at": string,
"link_key_sealed": string,
"link_key_sha256": string,
"locale": string,
"mailbox_hash": string,
"min_score": number | null,
"name": string | null,
"next_digest_at": string | null,
"paused_until": string | null,
"plan_claimed_until": string | null,
"preferences_asked_at": NonNullable<Json>,
"progress_id": string | null,
"re_engaged_at": string | null,
"status": string,
"still_looking": boolean,
"taste_reset_at": string | null,
"tier": string,
"time_zone": string,
"unsubscribed_at": string | null,
"updated_at": string,
"verified_at": string | null,
"welcome_until": string | null,
"wishes": NonNullable<Json>
            }
                          SetofOptions: {
        from: "*"
        to: "subscribers"
        isOneToOne: true
        isSetofReturn: false
      } },
"subscriber_page":
{ Args: { "p_key_hash": string,"p_subscriber": string }; Returns: Json
                           },
"suppress_mailbox":
{ Args: { "p_delivery": Omit<Database["public"]['Tables']["deliveries"]['Row'], Database["public"]['Tables']["deliveries"]['ComputedFields']>,"p_reason": string }; Returns: number
                           },
"touch_postings":
{ Args: { "p_ids": (string)[] }; Returns: undefined
                           },
"touch_seen":
{ Args: { "p_ids": (string)[],"p_run": string,"p_source": string,"p_target": string }; Returns: number
                           },
"touch_sightings":
{ Args: { "p_ids": (string)[],"p_source": string,"p_target": string }; Returns: number
                           },
"touch_target":
{ Args: { "p_source": string,"p_target": string }; Returns: Json
                           },
"unkept_promises":
{ Args: { "p_limit": number }; Returns: Json
                           },
"unseen_billing":
{ Args: { "p_limit": number,"p_run": string }; Returns: Json
                           },
"unsubscribe_subscriber":
{ Args: { "p_subscriber": string }; Returns: Json
                           },
"upsert_postings":
{ Args: { "p": Json,"p_source": string,"p_target": string,"p_up_to"?: number }; Returns: Json
                           },
"uuid_or_null":
{ Args: { "p_text": string }; Returns: string
                           },
"uuids_in":
{ Args: { "p_text": string }; Returns: (string)[]
                           },
"verdicts_of":
{ Args: { "s": Omit<Database["public"]['Tables']["subscribers"]['Row'], Database["public"]['Tables']["subscribers"]['ComputedFields']> }; Returns: Json
                           },
"verification_page":
{ Args: { "p_key_hash": string,"p_request": string }; Returns: Json
                           },
"verification_request":
{ Args: { "p_request": string }; Returns: Json
                           },
"waiting_billing":
{ Args: { "p_limit": number }; Returns: Json
                           },
"waiting_erasures":
{ Args: { "p_limit": number }; Returns: Json
                           },
"wanted_targets":
{ Args: { "p_limit": number }; Returns: Json
                           },
"welcomed_at":
{ Args: { "p_subscriber": string }; Returns: string
                           },
"write_posting":
{ Args: { "p": Json,"p_posting": string,"p_reposted": boolean,"p_source": string }; Returns: boolean
                           }
          }
          Enums: {
            [_ in never]: never
          }
          CompositeTypes: {
            [_ in never]: never
          }
        }
}

type DatabaseWithoutInternals = Omit<Database, '__InternalSupabase'>

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, "public">]

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
        DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
      DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])[TableName] extends {
      Row: infer R
    }
    ? R
    : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
  ? (DefaultSchema["Tables"] & DefaultSchema["Views"])[DefaultSchemaTableNameOrOptions] extends {
      Row: infer R
    }
    ? R
    : never
  : never

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Insert: infer I
    }
    ? I
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
  ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Insert: infer I
    }
    ? I
    : never
  : never

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Update: infer U
    }
    ? U
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
  ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Update: infer U
    }
    ? U
    : never
  : never

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    | keyof DefaultSchema["Enums"]
    | { schema: keyof DatabaseWithoutInternals },
  EnumName extends DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"]
    : never = never
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"]
  ? DefaultSchema["Enums"][DefaultSchemaEnumNameOrOptions]
  : never

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    | keyof DefaultSchema["CompositeTypes"]
    | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"]
    : never = never
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"]
  ? DefaultSchema["CompositeTypes"][PublicCompositeTypeNameOrOptions]
  : never

export const Constants = {
  "public": {
          Enums: {
            
          }
        }
} as const
