namespace Confab.Customers;

/// <summary>What holds for every amount. A customer's prices and balance are of one currency, so that they can be added up.</summary>
internal static class Money
{
    /// <summary>A currency as it must be written.</summary>
    /// <exception cref="ProblemException">It is not.</exception>
    public static string RequireCurrency(string text, string field) => text.Length == 3 && text.All(char.IsAsciiLetterUpper) ? text
        : throw Problem.Invalid(field, "must be a currency's three capital letters, as in USD.").AsException();

    /// <summary>Two currencies for one customer.</summary>
    public static Problem Mixed(string field, string other) =>
        Problem.State("CURRENCY_MISMATCH", $"{field}: must be {other}, as the customer's other amounts are.") with { Field = field };
}
