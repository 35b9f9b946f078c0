using Confab.Auth;
using Confab.Events.Webhooks;
using Confab.Store;

namespace Confab.Customers;

/// <summary>What the customer routes do.</summary>
internal sealed class CustomerActions(Db db, GuardedHttp http, Vault vault, WebhookTargets targets)
{
    private static readonly string[] Methods = ["", "POST", "GET", "PUT", "DELETE"];

    /// <summary>Makes a customer.</summary>
    public static async Task<Guid> AddAsync(Unit unit, string name)
    {
        var customer = new Customer { Id = Ids.New(unit.Now), Name = name, TmCreate = unit.Now, TmUpdate = unit.Now, TmDelete = Timestamp.Never };
        await CustomerQueries.InsertAsync(unit, customer);
        return customer.Id;
    }

    public async Task<IResult> GetAsync(Call call) =>
        Answer(Call.Found(await db.ReadAsync(sql => CustomerQueries.FindAsync(sql, call.CustomerId)), "customer"));

    public async Task<IResult> UpdateAsync(Call call)
    {
        var body = await call.BodyAsync();
        var (method, uri, secret) = (body.Word("webhook_method", Methods), body.Text("webhook_uri", 2048), body.Text("webhook_secret"));
        if (secret is not null && WebhookSignature.Check(secret) is { } wrong)
            throw Problem.Invalid("webhook_secret", wrong).AsException();
        if (uri is { Length: > 0 } && http.Check(uri) is { } fault)
            throw Problem.Invalid("webhook_uri", fault).AsException();
        var email = body.Text("email");
        if (email is { Length: > 0 } && !email.Contains('@', StringComparison.Ordinal))
            throw Problem.Invalid("email", "must be a mail address.").AsException();
        var (name, detail, phone, address, agentReply, pickUp) = (body.Text("name"), body.Text("detail", 10_000), body.Text("phone_number"), body.Text("address"), body.Flag("agent_reply"), body.Flag("agent_pickup"));
        var balance = BalanceChange.Read(body);
        return Answer(await ChangeAsync(call, async (unit, customer) =>
        {
            if (method is not null || uri is not null || secret is not null)
                await SetWebhookAsync(unit, customer, method, uri, secret);
            if (balance is not null)
                customer = customer.With(await balance.ApplyAsync(unit, customer.Id));
            return customer with
            {
                Name = name ?? customer.Name,
                Detail = detail ?? customer.Detail,
                Email = email ?? customer.Email,
                PhoneNumber = phone ?? customer.PhoneNumber,
                Address = address ?? customer.Address,
                AgentReply = agentReply ?? customer.AgentReply,
                AgentPickup = pickUp ?? customer.AgentPickup,
                WebhookMethod = method ?? customer.WebhookMethod,
                WebhookUri = uri ?? customer.WebhookUri
            };
        }));
    }

    public async Task<IResult> UpdateMetadataAsync(Call call)
    {
        var body = await call.BodyAsync();
        var debug = body.Flag("rtp_debug");
        return Answer(await ChangeAsync(call, (_, customer) => Task.FromResult(customer with { RtpDebug = debug ?? customer.RtpDebug })));
    }

    /// <summary>Refuses an agent where the customer has not turned on <c>agent_reply</c>.</summary>
    public static void RequireAgentReply(Customer? customer)
    {
        if (customer is not { AgentReply: true })
            throw Problem.Denied("The customer has not turned on agent_reply.").AsException();
    }

    /// <summary>Sets the customer's own endpoint; an address switches it on, or off where it is empty.</summary>
    private async Task SetWebhookAsync(Unit unit, Customer customer, string? method, string? uri, string? secret)
    {
        var before = await EndpointQueries.OwnAsync(unit, customer.Id);
        await (before with
        {
            Method = method ?? before.Method,
            Uri = uri ?? before.Uri,
            Enabled = uri is null ? before.Enabled : uri.Length > 0,
            Secret = secret is null ? before.Secret : vault.Seal(secret),
            OldSecret = secret is null ? before.OldSecret : "",
            TmDelete = Timestamp.Never
        }).SaveAsync(unit, targets);
    }

    private Task<Customer> ChangeAsync(Call call, Func<Unit, Customer, Task<Customer>> change) => db.WriteAsync(async unit =>
    {
        var customer = await change(unit, Call.Found(await CustomerQueries.FindAsync(unit, call.CustomerId), "customer")) with { TmUpdate = unit.Now };
        await CustomerQueries.UpdateAsync(unit, customer);
        return customer;
    });

    private static IResult Answer(Customer customer) => Wire.Ok(customer.ToJson(), CustomersJson.Wire.CustomerJson);
}
