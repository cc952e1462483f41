-- Records as the version with the first tables wrote them: one visit of Ada Byron, whole.
PRAGMA application_id=1230262354;
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE assignments (
	arrival INTEGER NOT NULL, 
	id BLOB NOT NULL CONSTRAINT ck_assignments_id_is_16_bytes CHECK (length(id) = 16), 
	pump_id BLOB NOT NULL, 
	patient_id BLOB NOT NULL, 
	actor TEXT NOT NULL, 
	workstation TEXT NOT NULL, 
	program_version TEXT NOT NULL, 
	recorded_utc_us INTEGER NOT NULL CONSTRAINT ck_assignments_recorded_utc_us_not_negative CHECK (recorded_utc_us >= 0), 
	CONSTRAINT pk_assignments PRIMARY KEY (arrival), 
	CONSTRAINT uq_assignments_id UNIQUE (id), 
	CONSTRAINT fk_assignments_pump_id FOREIGN KEY(pump_id) REFERENCES pumps (id), 
	CONSTRAINT fk_assignments_patient_id FOREIGN KEY(patient_id) REFERENCES patients (id)
)
 STRICT

;
INSERT INTO "assignments" VALUES(1,X'00000000000000000000000000000008',X'00000000000000000000000000000002',X'00000000000000000000000000000001','Dr. Okafor','clinic-3','0.1.0',1795168800000000);
CREATE TABLE intents (
	arrival INTEGER NOT NULL, 
	id BLOB NOT NULL CONSTRAINT ck_intents_id_is_16_bytes CHECK (length(id) = 16), 
	session_id BLOB NOT NULL, 
	pump_id BLOB NOT NULL, 
	serial TEXT NOT NULL, 
	kind TEXT NOT NULL CONSTRAINT ck_intents_kind_known CHECK (kind IN ('program', 'stop', 'resume')), 
	token BLOB NOT NULL CONSTRAINT ck_intents_token_is_16_bytes CHECK (length(token) = 16), 
	epoch BLOB NOT NULL CONSTRAINT ck_intents_epoch_is_16_bytes CHECK (length(epoch) = 16), 
	log_sequence INTEGER NOT NULL CONSTRAINT ck_intents_log_sequence_not_negative CHECK (log_sequence >= 0), 
	state_rev INTEGER NOT NULL CONSTRAINT ck_intents_state_rev_not_negative CHECK (state_rev >= 0), 
	program_before BLOB NOT NULL CONSTRAINT ck_intents_program_before_is_32_bytes CHECK (length(program_before) = 32), 
	program_after BLOB NOT NULL CONSTRAINT ck_intents_program_after_is_32_bytes CHECK (length(program_after) = 32), 
	confirmed_utc_us INTEGER NOT NULL CONSTRAINT ck_intents_confirmed_utc_us_not_negative CHECK (confirmed_utc_us >= 0), 
	actor TEXT NOT NULL, 
	workstation TEXT NOT NULL, 
	program_version TEXT NOT NULL, 
	recorded_utc_us INTEGER NOT NULL CONSTRAINT ck_intents_recorded_utc_us_not_negative CHECK (recorded_utc_us >= 0), 
	CONSTRAINT pk_intents PRIMARY KEY (arrival), 
	CONSTRAINT uq_intents_token UNIQUE (token), 
	CONSTRAINT uq_intents_id UNIQUE (id), 
	CONSTRAINT fk_intents_session_id FOREIGN KEY(session_id) REFERENCES sessions (id), 
	CONSTRAINT fk_intents_pump_id FOREIGN KEY(pump_id) REFERENCES pumps (id)
)
 STRICT

;
INSERT INTO "intents" VALUES(1,X'00000000000000000000000000000006',X'00000000000000000000000000000003',X'00000000000000000000000000000002','SIM-0001','program',X'00000000000000000000000000000007',X'45454545454545454545454545454545',12,4,X'246A531536C8F0C46EB26B98B495F1586A04538994295241C2002B155FC493A4',X'616EE1527826CE9F42AE0B58E046799F72E72C37370450B04BFC750299656493',1795168800000000,'Dr. Okafor','clinic-3','0.1.0',1795168800000000);
CREATE TABLE interrogation_alarms (
	arrival INTEGER NOT NULL, 
	id BLOB NOT NULL CONSTRAINT ck_interrogation_alarms_id_is_16_bytes CHECK (length(id) = 16), 
	interrogation_id BLOB NOT NULL, 
	standing TEXT NOT NULL CONSTRAINT ck_interrogation_alarms_standing_known CHECK (standing IN ('active', 'latched')), 
	kind TEXT NOT NULL CONSTRAINT ck_interrogation_alarms_kind_known CHECK (kind IN ('low-reservoir', 'empty-reservoir', 'stopped-too-long', 'battery-replace', 'unknown')), 
	actor TEXT NOT NULL, 
	workstation TEXT NOT NULL, 
	program_version TEXT NOT NULL, 
	recorded_utc_us INTEGER NOT NULL CONSTRAINT ck_interrogation_alarms_recorded_utc_us_not_negative CHECK (recorded_utc_us >= 0), 
	CONSTRAINT pk_interrogation_alarms PRIMARY KEY (arrival), 
	CONSTRAINT uq_interrogation_alarms_id UNIQUE (id), 
	CONSTRAINT fk_interrogation_alarms_interrogation_id FOREIGN KEY(interrogation_id) REFERENCES interrogations (id)
)
 STRICT

;
INSERT INTO "interrogation_alarms" VALUES(1,X'38B4E652E44DA7F2370D9E260E271365',X'00000000000000000000000000000009','active','low-reservoir','Dr. Okafor','clinic-3','0.1.0',1795168800000000);
INSERT INTO "interrogation_alarms" VALUES(2,X'50A4A3A6D07F5C0C332F8B1224083FD2',X'00000000000000000000000000000009','latched','stopped-too-long','Dr. Okafor','clinic-3','0.1.0',1795168800000000);
INSERT INTO "interrogation_alarms" VALUES(3,X'2B902F8911E81818F8C99D5D5D983195',X'00000000000000000000000000000009','latched','low-reservoir','Dr. Okafor','clinic-3','0.1.0',1795168800000000);
INSERT INTO "interrogation_alarms" VALUES(4,X'7504D90E945DE2E8F54EE781CC75F636',X'0000000000000000000000000000000B','latched','stopped-too-long','Dr. Okafor','clinic-3','0.1.0',1795168800000000);
INSERT INTO "interrogation_alarms" VALUES(5,X'D85099095AA300165A67036F9B540D6B',X'0000000000000000000000000000000B','latched','low-reservoir','Dr. Okafor','clinic-3','0.1.0',1795168800000000);
CREATE TABLE interrogations (
	arrival INTEGER NOT NULL, 
	id BLOB NOT NULL CONSTRAINT ck_interrogations_id_is_16_bytes CHECK (length(id) = 16), 
	session_id BLOB NOT NULL, 
	pump_id BLOB NOT NULL, 
	program_id BLOB NOT NULL, 
	read_utc_us INTEGER NOT NULL CONSTRAINT ck_interrogations_read_utc_us_not_negative CHECK (read_utc_us >= 0), 
	offset_us INTEGER NOT NULL, 
	serial TEXT NOT NULL, 
	model TEXT NOT NULL, 
	firmware TEXT NOT NULL, 
	simulated INTEGER NOT NULL CONSTRAINT ck_interrogations_simulated_no_or_yes CHECK (simulated IN (0, 1)), 
	capacity_nl INTEGER NOT NULL CONSTRAINT ck_interrogations_capacity_nl_not_negative CHECK (capacity_nl >= 0), 
	low_reservoir_mark_nl INTEGER NOT NULL CONSTRAINT ck_interrogations_low_reservoir_mark_nl_not_negative CHECK (low_reservoir_mark_nl >= 0), 
	min_flow_nl_per_day INTEGER NOT NULL CONSTRAINT ck_interrogations_min_flow_nl_per_day_not_negative CHECK (min_flow_nl_per_day >= 0), 
	max_flow_nl_per_day INTEGER NOT NULL CONSTRAINT ck_interrogations_max_flow_nl_per_day_not_negative CHECK (max_flow_nl_per_day >= 0), 
	max_steps INTEGER NOT NULL CONSTRAINT ck_interrogations_max_steps_not_negative CHECK (max_steps >= 0), 
	catheter_model TEXT NOT NULL, 
	catheter_tubing_nl INTEGER NOT NULL CONSTRAINT ck_interrogations_catheter_tubing_nl_not_negative CHECK (catheter_tubing_nl >= 0), 
	catheter_volume_per_cm_nl INTEGER NOT NULL CONSTRAINT ck_interrogations_catheter_volume_per_cm_nl_not_negative CHECK (catheter_volume_per_cm_nl >= 0), 
	catheter_length_mm INTEGER NOT NULL CONSTRAINT ck_interrogations_catheter_length_mm_not_negative CHECK (catheter_length_mm >= 0), 
	pump_time_us INTEGER NOT NULL, 
	delivery TEXT NOT NULL CONSTRAINT ck_interrogations_delivery_known CHECK (delivery IN ('running', 'stopped')), 
	delivery_since_us INTEGER NOT NULL, 
	delivery_by TEXT NOT NULL CONSTRAINT ck_interrogations_delivery_by_known CHECK (delivery_by IN ('programmer', 'pump', 'factory')), 
	dose_rate_ng_per_day INTEGER NOT NULL CONSTRAINT ck_interrogations_dose_rate_ng_per_day_not_negative CHECK (dose_rate_ng_per_day >= 0), 
	reservoir_nl INTEGER NOT NULL CONSTRAINT ck_interrogations_reservoir_nl_not_negative CHECK (reservoir_nl >= 0), 
	delivered_total_nl INTEGER NOT NULL CONSTRAINT ck_interrogations_delivered_total_nl_not_negative CHECK (delivered_total_nl >= 0), 
	delivered_today_ng INTEGER NOT NULL CONSTRAINT ck_interrogations_delivered_today_ng_not_negative CHECK (delivered_today_ng >= 0), 
	battery TEXT NOT NULL CONSTRAINT ck_interrogations_battery_known CHECK (battery IN ('good', 'replace soon', 'end of service')), 
	battery_days_left INTEGER CONSTRAINT ck_interrogations_battery_days_left_not_negative CHECK (battery_days_left >= 0), 
	log_epoch BLOB NOT NULL CONSTRAINT ck_interrogations_log_epoch_is_16_bytes CHECK (length(log_epoch) = 16), 
	log_first_sequence INTEGER NOT NULL CONSTRAINT ck_interrogations_log_first_sequence_not_negative CHECK (log_first_sequence >= 0), 
	log_last_sequence INTEGER NOT NULL CONSTRAINT ck_interrogations_log_last_sequence_not_negative CHECK (log_last_sequence >= 0), 
	program_hash BLOB NOT NULL CONSTRAINT ck_interrogations_program_hash_is_32_bytes CHECK (length(program_hash) = 32), 
	state_rev INTEGER NOT NULL CONSTRAINT ck_interrogations_state_rev_not_negative CHECK (state_rev >= 0), 
	actor TEXT NOT NULL, 
	workstation TEXT NOT NULL, 
	program_version TEXT NOT NULL, 
	recorded_utc_us INTEGER NOT NULL CONSTRAINT ck_interrogations_recorded_utc_us_not_negative CHECK (recorded_utc_us >= 0), 
	CONSTRAINT pk_interrogations PRIMARY KEY (arrival), 
	CONSTRAINT uq_interrogations_id UNIQUE (id), 
	CONSTRAINT fk_interrogations_session_id FOREIGN KEY(session_id) REFERENCES sessions (id), 
	CONSTRAINT fk_interrogations_pump_id FOREIGN KEY(pump_id) REFERENCES pumps (id), 
	CONSTRAINT fk_interrogations_program_id FOREIGN KEY(program_id) REFERENCES programs (id)
)
 STRICT

;
INSERT INTO "interrogations" VALUES(1,X'00000000000000000000000000000009',X'00000000000000000000000000000003',X'00000000000000000000000000000002',X'00000000000000000000000000000004',1795168800000000,-5000000,'SIM-0001','Implant 20','1.4.2',1,20000000,2000000,48000,24000000,24,'Ascenda',0,2200,890,1795168795000000,'running',1795082400000000,'programmer',97000,17300000,2700000,41000,'good',1204,X'45454545454545454545454545454545',1,12,X'4848484848484848484848484848484848484848484848484848484848484848',4,'Dr. Okafor','clinic-3','0.1.0',1795168800000000);
INSERT INTO "interrogations" VALUES(2,X'0000000000000000000000000000000B',X'00000000000000000000000000000003',X'00000000000000000000000000000002',X'00000000000000000000000000000005',1795168800000000,-5000000,'SIM-0001','Implant 20','1.4.2',1,20000000,2000000,48000,24000000,24,'Ascenda',0,2200,890,1795168795000000,'running',1795082400000000,'programmer',97000,17300000,2700000,41000,'good',1204,X'45454545454545454545454545454545',1,12,X'4848484848484848484848484848484848484848484848484848484848484848',4,'Dr. Okafor','clinic-3','0.1.0',1795168800000000);
CREATE TABLE outcomes (
	arrival INTEGER NOT NULL, 
	id BLOB NOT NULL CONSTRAINT ck_outcomes_id_is_16_bytes CHECK (length(id) = 16), 
	intent_id BLOB NOT NULL, 
	session_id BLOB NOT NULL, 
	kind TEXT NOT NULL CONSTRAINT ck_outcomes_kind_known CHECK (kind IN ('confirmed', 'refused', 'failed', 'uncertain', 'uncertain, signed')), 
	pump_time_us INTEGER, 
	sequence INTEGER CONSTRAINT ck_outcomes_sequence_not_negative CHECK (sequence >= 0), 
	reason TEXT, 
	proof TEXT, 
	signed TEXT, 
	known_utc_us INTEGER NOT NULL CONSTRAINT ck_outcomes_known_utc_us_not_negative CHECK (known_utc_us >= 0), 
	actor TEXT NOT NULL, 
	workstation TEXT NOT NULL, 
	program_version TEXT NOT NULL, 
	recorded_utc_us INTEGER NOT NULL CONSTRAINT ck_outcomes_recorded_utc_us_not_negative CHECK (recorded_utc_us >= 0), 
	CONSTRAINT pk_outcomes PRIMARY KEY (arrival), 
	CONSTRAINT ck_outcomes_confirmed_by_the_log CHECK ((kind = 'confirmed') = (pump_time_us IS NOT NULL) AND (kind = 'confirmed') = (sequence IS NOT NULL)), 
	CONSTRAINT ck_outcomes_otherwise_a_reason CHECK ((kind <> 'confirmed') = (reason IS NOT NULL)), 
	CONSTRAINT ck_outcomes_failed_with_a_proof CHECK ((kind = 'failed') = (proof IS NOT NULL)), 
	CONSTRAINT ck_outcomes_signed_with_a_note CHECK ((kind = 'uncertain, signed') = (signed IS NOT NULL)), 
	CONSTRAINT uq_outcomes_id UNIQUE (id), 
	CONSTRAINT fk_outcomes_intent_id FOREIGN KEY(intent_id) REFERENCES intents (id), 
	CONSTRAINT fk_outcomes_session_id FOREIGN KEY(session_id) REFERENCES sessions (id)
)
 STRICT

;
INSERT INTO "outcomes" VALUES(1,X'0000000000000000000000000000000A',X'00000000000000000000000000000006',X'00000000000000000000000000000003','confirmed',1795168800000000,13,NULL,NULL,NULL,1795168801000000,'Dr. Okafor','clinic-3','0.1.0',1795168800000000);
CREATE TABLE patients (
	arrival INTEGER NOT NULL, 
	id BLOB NOT NULL CONSTRAINT ck_patients_id_is_16_bytes CHECK (length(id) = 16), 
	name TEXT NOT NULL, 
	born_year INTEGER CONSTRAINT ck_patients_born_year_has_four_digits CHECK (born_year BETWEEN 1800 AND 9999), 
	reason TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	workstation TEXT NOT NULL, 
	program_version TEXT NOT NULL, 
	recorded_utc_us INTEGER NOT NULL CONSTRAINT ck_patients_recorded_utc_us_not_negative CHECK (recorded_utc_us >= 0), 
	CONSTRAINT pk_patients PRIMARY KEY (arrival), 
	CONSTRAINT uq_patients_id UNIQUE (id)
)
 STRICT

;
INSERT INTO "patients" VALUES(1,X'00000000000000000000000000000001','Ada Byron',1961,'spasticity','Dr. Okafor','clinic-3','0.1.0',1795168800000000);
CREATE TABLE programs (
	arrival INTEGER NOT NULL, 
	id BLOB NOT NULL CONSTRAINT ck_programs_id_is_16_bytes CHECK (length(id) = 16), 
	session_id BLOB NOT NULL, 
	pump_id BLOB NOT NULL, 
	origin TEXT NOT NULL CONSTRAINT ck_programs_origin_known CHECK (origin IN ('read from the pump', 'proposed', 'committed')), 
	canonical BLOB NOT NULL, 
	sha256 BLOB NOT NULL CONSTRAINT ck_programs_sha256_is_32_bytes CHECK (length(sha256) = 32), 
	actor TEXT NOT NULL, 
	workstation TEXT NOT NULL, 
	program_version TEXT NOT NULL, 
	recorded_utc_us INTEGER NOT NULL CONSTRAINT ck_programs_recorded_utc_us_not_negative CHECK (recorded_utc_us >= 0), 
	CONSTRAINT pk_programs PRIMARY KEY (arrival), 
	CONSTRAINT uq_programs_id UNIQUE (id), 
	CONSTRAINT fk_programs_session_id FOREIGN KEY(session_id) REFERENCES sessions (id), 
	CONSTRAINT fk_programs_pump_id FOREIGN KEY(pump_id) REFERENCES pumps (id)
)
 STRICT

;
INSERT INTO "programs" VALUES(1,X'00000000000000000000000000000004',X'00000000000000000000000000000003',X'00000000000000000000000000000002','read from the pump',X'01001E120001086261636C6F66656E20A10700000000002D09004BE87A010000000000',X'246A531536C8F0C46EB26B98B495F1586A04538994295241C2002B155FC493A4','Dr. Okafor','clinic-3','0.1.0',1795168800000000);
INSERT INTO "programs" VALUES(2,X'00000000000000000000000000000005',X'00000000000000000000000000000003',X'00000000000000000000000000000002','committed',X'01001E120001086261636C6F66656E20A10700000000002D09004BB0AD010000000000',X'616EE1527826CE9F42AE0B58E046799F72E72C37370450B04BFC750299656493','Dr. Okafor','clinic-3','0.1.0',1795168800000000);
CREATE TABLE pump_event_conflicts (
	arrival INTEGER NOT NULL, 
	id BLOB NOT NULL CONSTRAINT ck_pump_event_conflicts_id_is_16_bytes CHECK (length(id) = 16), 
	session_id BLOB NOT NULL, 
	pump_id BLOB NOT NULL, 
	kept_id BLOB NOT NULL, 
	epoch BLOB NOT NULL CONSTRAINT ck_pump_event_conflicts_epoch_is_16_bytes CHECK (length(epoch) = 16), 
	sequence INTEGER NOT NULL CONSTRAINT ck_pump_event_conflicts_sequence_not_negative CHECK (sequence >= 0), 
	pump_time_us INTEGER NOT NULL, 
	kind TEXT NOT NULL CONSTRAINT ck_pump_event_conflicts_kind_known CHECK (kind IN ('memory-made', 'program-changed', 'stopped', 'resumed', 'alarm-raised', 'alarm-cleared', 'unknown')), 
	detail BLOB NOT NULL, 
	raw BLOB NOT NULL, 
	actor TEXT NOT NULL, 
	workstation TEXT NOT NULL, 
	program_version TEXT NOT NULL, 
	recorded_utc_us INTEGER NOT NULL CONSTRAINT ck_pump_event_conflicts_recorded_utc_us_not_negative CHECK (recorded_utc_us >= 0), 
	CONSTRAINT pk_pump_event_conflicts PRIMARY KEY (arrival), 
	CONSTRAINT uq_pump_event_conflicts_pump_id_epoch_sequence_raw UNIQUE (pump_id, epoch, sequence, raw), 
	CONSTRAINT uq_pump_event_conflicts_id UNIQUE (id), 
	CONSTRAINT fk_pump_event_conflicts_session_id FOREIGN KEY(session_id) REFERENCES sessions (id), 
	CONSTRAINT fk_pump_event_conflicts_pump_id FOREIGN KEY(pump_id) REFERENCES pumps (id), 
	CONSTRAINT fk_pump_event_conflicts_kept_id FOREIGN KEY(kept_id) REFERENCES pump_events (id)
)
 STRICT

;
INSERT INTO "pump_event_conflicts" VALUES(1,X'0000000000000000000000000000000D',X'00000000000000000000000000000003',X'00000000000000000000000000000002',X'0000000000000000000000000000000C',X'45454545454545454545454545454545',1,1795168800000001,'stopped',X'64657461696C',X'6F74686572','Dr. Okafor','clinic-3','0.1.0',1795168800000000);
CREATE TABLE pump_events (
	arrival INTEGER NOT NULL, 
	id BLOB NOT NULL CONSTRAINT ck_pump_events_id_is_16_bytes CHECK (length(id) = 16), 
	session_id BLOB NOT NULL, 
	pump_id BLOB NOT NULL, 
	epoch BLOB NOT NULL CONSTRAINT ck_pump_events_epoch_is_16_bytes CHECK (length(epoch) = 16), 
	sequence INTEGER NOT NULL CONSTRAINT ck_pump_events_sequence_not_negative CHECK (sequence >= 0), 
	pump_time_us INTEGER NOT NULL, 
	kind TEXT NOT NULL CONSTRAINT ck_pump_events_kind_known CHECK (kind IN ('memory-made', 'program-changed', 'stopped', 'resumed', 'alarm-raised', 'alarm-cleared', 'unknown')), 
	detail BLOB NOT NULL, 
	raw BLOB NOT NULL, 
	actor TEXT NOT NULL, 
	workstation TEXT NOT NULL, 
	program_version TEXT NOT NULL, 
	recorded_utc_us INTEGER NOT NULL CONSTRAINT ck_pump_events_recorded_utc_us_not_negative CHECK (recorded_utc_us >= 0), 
	CONSTRAINT pk_pump_events PRIMARY KEY (arrival), 
	CONSTRAINT uq_pump_events_pump_id_epoch_sequence UNIQUE (pump_id, epoch, sequence), 
	CONSTRAINT uq_pump_events_id UNIQUE (id), 
	CONSTRAINT fk_pump_events_session_id FOREIGN KEY(session_id) REFERENCES sessions (id), 
	CONSTRAINT fk_pump_events_pump_id FOREIGN KEY(pump_id) REFERENCES pumps (id)
)
 STRICT

;
INSERT INTO "pump_events" VALUES(1,X'0000000000000000000000000000000C',X'00000000000000000000000000000003',X'00000000000000000000000000000002',X'45454545454545454545454545454545',1,1795168800000001,'stopped',X'64657461696C',X'61732073746F726564','Dr. Okafor','clinic-3','0.1.0',1795168800000000);
CREATE TABLE pumps (
	arrival INTEGER NOT NULL, 
	id BLOB NOT NULL CONSTRAINT ck_pumps_id_is_16_bytes CHECK (length(id) = 16), 
	serial TEXT NOT NULL, 
	model TEXT NOT NULL, 
	simulated INTEGER NOT NULL CONSTRAINT ck_pumps_simulated_no_or_yes CHECK (simulated IN (0, 1)), 
	actor TEXT NOT NULL, 
	workstation TEXT NOT NULL, 
	program_version TEXT NOT NULL, 
	recorded_utc_us INTEGER NOT NULL CONSTRAINT ck_pumps_recorded_utc_us_not_negative CHECK (recorded_utc_us >= 0), 
	CONSTRAINT pk_pumps PRIMARY KEY (arrival), 
	CONSTRAINT uq_pumps_serial UNIQUE (serial), 
	CONSTRAINT uq_pumps_id UNIQUE (id)
)
 STRICT

;
INSERT INTO "pumps" VALUES(1,X'00000000000000000000000000000002','SIM-0001','Implant 20',1,'Dr. Okafor','clinic-3','0.1.0',1795168800000000);
CREATE TABLE samples (
	arrival INTEGER NOT NULL, 
	id BLOB NOT NULL CONSTRAINT ck_samples_id_is_16_bytes CHECK (length(id) = 16), 
	session_id BLOB NOT NULL, 
	pump_id BLOB NOT NULL, 
	taken_utc_us INTEGER NOT NULL CONSTRAINT ck_samples_taken_utc_us_not_negative CHECK (taken_utc_us >= 0), 
	pump_time_us INTEGER NOT NULL, 
	reservoir_nl INTEGER NOT NULL CONSTRAINT ck_samples_reservoir_nl_not_negative CHECK (reservoir_nl >= 0), 
	dose_rate_ng_per_day INTEGER NOT NULL CONSTRAINT ck_samples_dose_rate_ng_per_day_not_negative CHECK (dose_rate_ng_per_day >= 0), 
	delivered_total_nl INTEGER NOT NULL CONSTRAINT ck_samples_delivered_total_nl_not_negative CHECK (delivered_total_nl >= 0), 
	delivered_today_ng INTEGER NOT NULL CONSTRAINT ck_samples_delivered_today_ng_not_negative CHECK (delivered_today_ng >= 0), 
	running INTEGER NOT NULL CONSTRAINT ck_samples_running_no_or_yes CHECK (running IN (0, 1)), 
	actor TEXT NOT NULL, 
	workstation TEXT NOT NULL, 
	program_version TEXT NOT NULL, 
	recorded_utc_us INTEGER NOT NULL CONSTRAINT ck_samples_recorded_utc_us_not_negative CHECK (recorded_utc_us >= 0), 
	CONSTRAINT pk_samples PRIMARY KEY (arrival), 
	CONSTRAINT uq_samples_id UNIQUE (id), 
	CONSTRAINT fk_samples_session_id FOREIGN KEY(session_id) REFERENCES sessions (id), 
	CONSTRAINT fk_samples_pump_id FOREIGN KEY(pump_id) REFERENCES pumps (id)
)
 STRICT

;
INSERT INTO "samples" VALUES(1,X'8F0BE21124179C3DD9F73817CE6E118D',X'00000000000000000000000000000003',X'00000000000000000000000000000002',1795168800000000,1795168795000000,17300000,97000,2700000,41000,1,'Dr. Okafor','clinic-3','0.1.0',1795168800000000);
CREATE TABLE session_ends (
	arrival INTEGER NOT NULL, 
	id BLOB NOT NULL CONSTRAINT ck_session_ends_id_is_16_bytes CHECK (length(id) = 16), 
	session_id BLOB NOT NULL, 
	how TEXT NOT NULL CONSTRAINT ck_session_ends_how_known CHECK (how IN ('closed', 'link lost', 'left unresolved')), 
	ended_utc_us INTEGER NOT NULL CONSTRAINT ck_session_ends_ended_utc_us_not_negative CHECK (ended_utc_us >= 0), 
	note TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	workstation TEXT NOT NULL, 
	program_version TEXT NOT NULL, 
	recorded_utc_us INTEGER NOT NULL CONSTRAINT ck_session_ends_recorded_utc_us_not_negative CHECK (recorded_utc_us >= 0), 
	CONSTRAINT pk_session_ends PRIMARY KEY (arrival), 
	CONSTRAINT uq_session_ends_session_id UNIQUE (session_id), 
	CONSTRAINT uq_session_ends_id UNIQUE (id), 
	CONSTRAINT fk_session_ends_session_id FOREIGN KEY(session_id) REFERENCES sessions (id)
)
 STRICT

;
INSERT INTO "session_ends" VALUES(1,X'0000000000000000000000000000000E',X'00000000000000000000000000000003','closed',1795168860000000,'no complaints','Dr. Okafor','clinic-3','0.1.0',1795168800000000);
CREATE TABLE sessions (
	arrival INTEGER NOT NULL, 
	id BLOB NOT NULL CONSTRAINT ck_sessions_id_is_16_bytes CHECK (length(id) = 16), 
	pump_id BLOB NOT NULL, 
	patient_id BLOB, 
	url TEXT NOT NULL, 
	simulated INTEGER NOT NULL CONSTRAINT ck_sessions_simulated_no_or_yes CHECK (simulated IN (0, 1)), 
	started_utc_us INTEGER NOT NULL CONSTRAINT ck_sessions_started_utc_us_not_negative CHECK (started_utc_us >= 0), 
	local_offset_us INTEGER NOT NULL, 
	actor TEXT NOT NULL, 
	workstation TEXT NOT NULL, 
	program_version TEXT NOT NULL, 
	recorded_utc_us INTEGER NOT NULL CONSTRAINT ck_sessions_recorded_utc_us_not_negative CHECK (recorded_utc_us >= 0), 
	CONSTRAINT pk_sessions PRIMARY KEY (arrival), 
	CONSTRAINT uq_sessions_id UNIQUE (id), 
	CONSTRAINT fk_sessions_pump_id FOREIGN KEY(pump_id) REFERENCES pumps (id), 
	CONSTRAINT fk_sessions_patient_id FOREIGN KEY(patient_id) REFERENCES patients (id)
)
 STRICT

;
INSERT INTO "sessions" VALUES(1,X'00000000000000000000000000000003',X'00000000000000000000000000000002',X'00000000000000000000000000000001','sim://memory',1,1795168800000000,-18000000000,'Dr. Okafor','clinic-3','0.1.0',1795168800000000);
ANALYZE "sqlite_master";
INSERT INTO "sqlite_stat1" VALUES('interrogation_alarms','ix_interrogation_alarms_interrogation_id','5 3');
INSERT INTO "sqlite_stat1" VALUES('interrogation_alarms','sqlite_autoindex_interrogation_alarms_1','5 1');
INSERT INTO "sqlite_stat1" VALUES('outcomes','uq_outcomes_closing','1 1');
INSERT INTO "sqlite_stat1" VALUES('outcomes','ix_outcomes_intent_id','1 1');
INSERT INTO "sqlite_stat1" VALUES('outcomes','sqlite_autoindex_outcomes_1','1 1');
INSERT INTO "sqlite_stat1" VALUES('intents','ix_intents_session_id','1 1');
INSERT INTO "sqlite_stat1" VALUES('intents','ix_intents_serial','1 1');
INSERT INTO "sqlite_stat1" VALUES('intents','sqlite_autoindex_intents_2','1 1');
INSERT INTO "sqlite_stat1" VALUES('intents','sqlite_autoindex_intents_1','1 1');
INSERT INTO "sqlite_stat1" VALUES('interrogations','ix_interrogations_session_id','2 2');
INSERT INTO "sqlite_stat1" VALUES('interrogations','sqlite_autoindex_interrogations_1','2 1');
INSERT INTO "sqlite_stat1" VALUES('pump_event_conflicts','ix_pump_event_conflicts_session_id','1 1');
INSERT INTO "sqlite_stat1" VALUES('pump_event_conflicts','sqlite_autoindex_pump_event_conflicts_2','1 1');
INSERT INTO "sqlite_stat1" VALUES('pump_event_conflicts','sqlite_autoindex_pump_event_conflicts_1','1 1 1 1 1');
INSERT INTO "sqlite_stat1" VALUES('programs','ix_programs_session_id','2 2');
INSERT INTO "sqlite_stat1" VALUES('programs','sqlite_autoindex_programs_1','2 1');
INSERT INTO "sqlite_stat1" VALUES('pump_events','ix_pump_events_session_id','1 1');
INSERT INTO "sqlite_stat1" VALUES('pump_events','sqlite_autoindex_pump_events_2','1 1');
INSERT INTO "sqlite_stat1" VALUES('pump_events','sqlite_autoindex_pump_events_1','1 1 1 1');
INSERT INTO "sqlite_stat1" VALUES('assignments','ix_assignments_pump_id','1 1');
INSERT INTO "sqlite_stat1" VALUES('assignments','sqlite_autoindex_assignments_1','1 1');
INSERT INTO "sqlite_stat1" VALUES('alembic_version','sqlite_autoindex_alembic_version_1','1 1');
INSERT INTO "sqlite_stat1" VALUES('samples','ix_samples_session_id','1 1');
INSERT INTO "sqlite_stat1" VALUES('samples','sqlite_autoindex_samples_1','1 1');
INSERT INTO "sqlite_stat1" VALUES('session_ends','sqlite_autoindex_session_ends_2','1 1');
INSERT INTO "sqlite_stat1" VALUES('session_ends','sqlite_autoindex_session_ends_1','1 1');
INSERT INTO "sqlite_stat1" VALUES('sessions','ix_sessions_pump_id','1 1');
INSERT INTO "sqlite_stat1" VALUES('sessions','ix_sessions_patient_id','1 1');
INSERT INTO "sqlite_stat1" VALUES('sessions','sqlite_autoindex_sessions_1','1 1');
INSERT INTO "sqlite_stat1" VALUES('patients','sqlite_autoindex_patients_1','1 1');
INSERT INTO "sqlite_stat1" VALUES('pumps','sqlite_autoindex_pumps_2','1 1');
INSERT INTO "sqlite_stat1" VALUES('pumps','sqlite_autoindex_pumps_1','1 1');
CREATE INDEX ix_assignments_pump_id ON assignments (pump_id);
CREATE INDEX ix_sessions_patient_id ON sessions (patient_id);
CREATE INDEX ix_sessions_pump_id ON sessions (pump_id);
CREATE INDEX ix_programs_session_id ON programs (session_id);
CREATE INDEX ix_interrogations_session_id ON interrogations (session_id);
CREATE INDEX ix_interrogation_alarms_interrogation_id ON interrogation_alarms (interrogation_id);
CREATE INDEX ix_intents_serial ON intents (serial);
CREATE INDEX ix_intents_session_id ON intents (session_id);
CREATE INDEX ix_outcomes_intent_id ON outcomes (intent_id);
CREATE UNIQUE INDEX uq_outcomes_closing ON outcomes (intent_id) WHERE kind <> 'uncertain';
CREATE INDEX ix_samples_session_id ON samples (session_id);
CREATE INDEX ix_pump_events_session_id ON pump_events (session_id);
CREATE INDEX ix_pump_event_conflicts_session_id ON pump_event_conflicts (session_id);
CREATE TRIGGER patients_refuses_update BEFORE UPDATE ON patients BEGIN SELECT RAISE(ABORT, 'rows of patients are never changed'); END;
CREATE TRIGGER patients_refuses_delete BEFORE DELETE ON patients BEGIN SELECT RAISE(ABORT, 'rows of patients are never changed'); END;
CREATE TRIGGER pumps_refuses_update BEFORE UPDATE ON pumps BEGIN SELECT RAISE(ABORT, 'rows of pumps are never changed'); END;
CREATE TRIGGER pumps_refuses_delete BEFORE DELETE ON pumps BEGIN SELECT RAISE(ABORT, 'rows of pumps are never changed'); END;
CREATE TRIGGER assignments_refuses_update BEFORE UPDATE ON assignments BEGIN SELECT RAISE(ABORT, 'rows of assignments are never changed'); END;
CREATE TRIGGER assignments_refuses_delete BEFORE DELETE ON assignments BEGIN SELECT RAISE(ABORT, 'rows of assignments are never changed'); END;
CREATE TRIGGER sessions_refuses_update BEFORE UPDATE ON sessions BEGIN SELECT RAISE(ABORT, 'rows of sessions are never changed'); END;
CREATE TRIGGER sessions_refuses_delete BEFORE DELETE ON sessions BEGIN SELECT RAISE(ABORT, 'rows of sessions are never changed'); END;
CREATE TRIGGER session_ends_refuses_update BEFORE UPDATE ON session_ends BEGIN SELECT RAISE(ABORT, 'rows of session_ends are never changed'); END;
CREATE TRIGGER session_ends_refuses_delete BEFORE DELETE ON session_ends BEGIN SELECT RAISE(ABORT, 'rows of session_ends are never changed'); END;
CREATE TRIGGER programs_refuses_update BEFORE UPDATE ON programs BEGIN SELECT RAISE(ABORT, 'rows of programs are never changed'); END;
CREATE TRIGGER programs_refuses_delete BEFORE DELETE ON programs BEGIN SELECT RAISE(ABORT, 'rows of programs are never changed'); END;
CREATE TRIGGER interrogations_refuses_update BEFORE UPDATE ON interrogations BEGIN SELECT RAISE(ABORT, 'rows of interrogations are never changed'); END;
CREATE TRIGGER interrogations_refuses_delete BEFORE DELETE ON interrogations BEGIN SELECT RAISE(ABORT, 'rows of interrogations are never changed'); END;
CREATE TRIGGER interrogation_alarms_refuses_update BEFORE UPDATE ON interrogation_alarms BEGIN SELECT RAISE(ABORT, 'rows of interrogation_alarms are never changed'); END;
CREATE TRIGGER interrogation_alarms_refuses_delete BEFORE DELETE ON interrogation_alarms BEGIN SELECT RAISE(ABORT, 'rows of interrogation_alarms are never changed'); END;
CREATE TRIGGER intents_refuses_update BEFORE UPDATE ON intents BEGIN SELECT RAISE(ABORT, 'rows of intents are never changed'); END;
CREATE TRIGGER intents_refuses_delete BEFORE DELETE ON intents BEGIN SELECT RAISE(ABORT, 'rows of intents are never changed'); END;
CREATE TRIGGER outcomes_refuses_update BEFORE UPDATE ON outcomes BEGIN SELECT RAISE(ABORT, 'rows of outcomes are never changed'); END;
CREATE TRIGGER outcomes_refuses_delete BEFORE DELETE ON outcomes BEGIN SELECT RAISE(ABORT, 'rows of outcomes are never changed'); END;
CREATE TRIGGER samples_refuses_update BEFORE UPDATE ON samples BEGIN SELECT RAISE(ABORT, 'rows of samples are never changed'); END;
CREATE TRIGGER samples_refuses_delete BEFORE DELETE ON samples BEGIN SELECT RAISE(ABORT, 'rows of samples are never changed'); END;
CREATE TRIGGER pump_events_refuses_update BEFORE UPDATE ON pump_events BEGIN SELECT RAISE(ABORT, 'rows of pump_events are never changed'); END;
CREATE TRIGGER pump_events_refuses_delete BEFORE DELETE ON pump_events BEGIN SELECT RAISE(ABORT, 'rows of pump_events are never changed'); END;
CREATE TRIGGER pump_event_conflicts_refuses_update BEFORE UPDATE ON pump_event_conflicts BEGIN SELECT RAISE(ABORT, 'rows of pump_event_conflicts are never changed'); END;
CREATE TRIGGER pump_event_conflicts_refuses_delete BEFORE DELETE ON pump_event_conflicts BEGIN SELECT RAISE(ABORT, 'rows of pump_event_conflicts are never changed'); END;
COMMIT;
