"""Rows of accounts, contacts, leads and cases."""

from ingest.sample.accounts import Account, Contact, mail_of
from ingest.sample.cases import Case
from ingest.sample.leads import CONVERTED, Lead, converted_on
from ingest.sample.names import domain_of
from ingest.sample.rows import Row, money, stamp
from ingest.sample.world import World


def customer_rows(world: World) -> list[Row]:
    """All rows of accounts, contacts, leads and cases."""
    return [
        *map(_account, world.customers.accounts),
        *map(_contact, world.customers.contacts),
        *map(_lead, world.leads),
        *map(_case, world.cases),
    ]


def _account(account: Account) -> Row:
    area = account.territory.first.area
    row = Row("Account", account.account_id).change(
        account.created,
        IsDeleted=False,
        Name=account.name,
        Type="Prospek",
        ParentId=account.parent_id,
        BillingCity=area.city if area else "",
        BillingState=area.state if area else "",
        BillingCountry="Indonesia",
        BillingLatitude=account.latitude,
        BillingLongitude=account.longitude,
        Phone=account.phone,
        Industry=account.industry,
        AnnualRevenue=money(account.revenue * 100),
        NumberOfEmployees=account.employees,
        Rating=account.rating,
        CurrencyIsoCode="IDR",
        OwnerId=account.owner.first.user_id,
        CreatedDate=stamp(account.created),
    )
    if account.first_won is not None:
        row.change(account.first_won, Type="Pelanggan")
    for instant, owner in account.owner.changes():
        row.change(instant, OwnerId=owner.user_id)
    if account.merged is not None:
        row.delete(account.merged[0], MasterRecordId=account.merged[1].account_id)
    return row


def _contact(contact: Contact) -> Row:
    account = contact.account
    row = Row("Contact", contact.contact_id).change(
        contact.created,
        IsDeleted=False,
        AccountId=account.account_id,
        FirstName=contact.person.first,
        LastName=contact.person.last,
        Email=mail_of(contact),
        Phone=account.phone,
        MobilePhone=contact.phone,
        Title=contact.title,
        LeadSource=contact.lead_source,
        HasOptedOutOfEmail=False,
        OwnerId=account.owner.first.user_id,
        CreatedDate=stamp(contact.created),
    )
    for instant, owner in account.owner.changes():
        row.change(instant, OwnerId=owner.user_id)
    if account.merged is not None:
        row.change(account.merged[0], AccountId=account.merged[1].account_id)
    return row


def _lead(lead: Lead) -> Row:
    area = lead.territory.area
    row = Row("Lead", lead.lead_id).change(
        lead.created,
        IsDeleted=False,
        FirstName=lead.person.first,
        LastName=lead.person.last,
        Company=lead.company_name,
        City=area.city if area else "",
        State=area.state if area else "",
        Country="Indonesia",
        Phone=lead.phone,
        Email=lead.person.mail(domain_of(lead.company_name)),
        LeadSource=lead.source,
        Status=lead.status.first,
        Industry=lead.industry,
        Rating=lead.rating,
        NumberOfEmployees=lead.employees,
        OwnerId=lead.owner.first.user_id,
        IsConverted=False,
        IsUnreadByOwner=True,
        HasOptedOutOfEmail=False,
        CreatedDate=stamp(lead.created),
    )
    for instant, owner in lead.owner.changes():
        row.change(instant, OwnerId=owner.user_id)
    for instant, status in lead.status.changes():
        if status == CONVERTED and lead.account and lead.contact:
            row.change(
                instant,
                Status=status,
                IsConverted=True,
                ConvertedDate=converted_on(lead),
                ConvertedAccountId=lead.account.account_id,
                ConvertedContactId=lead.contact.contact_id,
                ConvertedOpportunityId=lead.opportunity_id,
                IsUnreadByOwner=False,
            )
        else:
            row.change(instant, Status=status, IsUnreadByOwner=False)
    if lead.converted and lead.account and lead.account.merged:
        instant, standing = lead.account.merged
        if instant > lead.converted:
            row.change(instant, ConvertedAccountId=standing.account_id)
    if lead.merged is not None:
        return row.delete(lead.merged[0], MasterRecordId=lead.merged[1].lead_id)
    return row.delete(lead.deleted)


def _case(case: Case) -> Row:
    account = case.account.standing_at(case.created)
    row = Row("Case", case.case_id).change(
        case.created,
        IsDeleted=False,
        CaseNumber=f"{case.number:08d}",
        AccountId=account.account_id,
        ContactId=case.contact.contact_id if case.contact else "",
        OwnerId=case.owner.user_id,
        Status="New",
        Priority=case.priority,
        Origin=case.origin,
        Type=case.kind,
        Subject=case.kind,
        IsClosed=False,
        IsEscalated=False,
        CreatedDate=stamp(case.created),
    )
    row.change(case.taken_up, Status="Working", IsEscalated=case.is_escalated)
    if case.closed is not None:
        row.change(case.closed, Status="Closed", IsClosed=True, ClosedDate=stamp(case.closed))
    if case.account.merged and case.account.merged[0] > case.created:
        row.change(case.account.merged[0], AccountId=case.account.merged[1].account_id)
    return row
