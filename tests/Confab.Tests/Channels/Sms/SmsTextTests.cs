using Confab.Channels.Sms;

namespace Confab.Tests.Channels.Sms;

public sealed class SmsTextTests
{
    [Theory]
    [InlineData("", 1, "GSM-7", 0, "")]
    [InlineData("Hello @ £5", 1, "GSM-7", 10, "")]
    [InlineData("{€}", 1, "GSM-7", 6, "")]
    [InlineData("a`b", 1, "UCS-2", 3, "`")]
    [InlineData("안녕", 1, "UCS-2", 2, "안")]
    [InlineData("hi 😀", 1, "UCS-2", 5, "😀")]
    public void A_text_is_counted_as_carriers_count_it(string text, int segments, string encoding, int units, string forcedBy) =>
        SmsText.Of(text).ShouldBe(new SmsText(encoding, units, segments, forcedBy));

    [Theory]
    [InlineData('a', 160, 1)]
    [InlineData('a', 161, 2)]
    [InlineData('a', 306, 2)]
    [InlineData('a', 307, 3)]
    [InlineData('€', 80, 1)]
    [InlineData('€', 81, 2)]
    [InlineData('€', 152, 2)]
    [InlineData('€', 153, 3)]
    [InlineData('가', 70, 1)]
    [InlineData('가', 71, 2)]
    [InlineData('가', 134, 2)]
    [InlineData('가', 135, 3)]
    public void Long_ones_are_cut_and_no_character_in_two(char character, int count, int segments) => SmsText.Of(new string(character, count)).Segments.ShouldBe(segments);

    [Fact]
    public void A_pair_of_surrogates_stays_together() => SmsText.Of(string.Concat(Enumerable.Repeat("😀", 67))).Segments.ShouldBe(3);
}
