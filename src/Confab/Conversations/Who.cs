using Confab.Auth;
using Confab.Store;

namespace Confab.Conversations;

/// <summary>Who did something: an <c>agent</c>, an <c>accesskey</c>, a <c>flow</c> or the <c>system</c>, and what it was called then.</summary>
internal sealed record Who(string Kind, Guid Id, string Name)
{
    /// <summary>The kind of a flow.</summary>
    public const string Flow = "flow";

    /// <summary>Nobody: it came about by itself.</summary>
    public static readonly Who System = new("system", Guid.Empty, "");

    /// <summary>Who calls.</summary>
    public static async Task<Who> OfAsync(Sql sql, Caller caller)
    {
        var (kind, id) = caller.Sender;
        var name = await sql.FirstAsync<string>($"SELECT name FROM {(caller.IsAgent ? "agents" : "accesskeys")} WHERE customer_id = @CustomerId AND id = @id", new { caller.CustomerId, id });
        return new Who(kind, id, name ?? "");
    }
}
