import { Migration } from '@mikro-orm/migrations';

/** Quotas of the hour, and other quotas for some days. */
export class Migration20261122000050_quotas extends Migration {
  override name = 'Migration20261122000050_quotas';

  override up(): void {
    this.addSql(`alter table "location" add "hourly_quota" int null;`);
    this.addSql(`comment on column "location"."hourly_quota" is 'most orders a local hour; null = no limit';`);
    this.addSql(
      `create table "quota_override" ("id" uuid not null, "subject" varchar(90) not null, "from_day" date not null, "to_day" date not null, "daily_quota" int not null, primary key ("id"));`,
    );
    this.addSql(`create index "quota_override_subject_from_day_index" on "quota_override" ("subject", "from_day");`);
    this.addSql(`alter table "quota_override" add constraint "quota_override_days_ck" check (to_day >= from_day);`);
  }

  override down(): void {
    this.addSql('drop table "quota_override"; alter table "location" drop column "hourly_quota";');
  }
}
