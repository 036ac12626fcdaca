using System.Globalization;

namespace HybridRec.Engine.Measurement;

/// <summary>Interactions in two parts, both in the order of the input. Immutable.</summary>
/// <param name="Train">What to train on.</param>
/// <param name="Test">What is held out. Without repeats no pair of it is in <paramref name="Train"/>.</param>
/// <param name="UsersOnlyInTest">Users with held-out interactions and nothing to train on; they stay.</param>
/// <param name="ItemsOnlyInTest">Items with held-out interactions and nothing to train on; they stay.</param>
/// <param name="Notes">What was left out and what is out of the ordinary, in words with counts.</param>
public sealed record Split(
    IReadOnlyList<Interaction> Train,
    IReadOnlyList<Interaction> Test,
    int UsersOnlyInTest,
    int ItemsOnlyInTest,
    IReadOnlyList<string> Notes)
{
    /// <summary>Checks interactions and leaves out those without plays.</summary>
    internal static List<Interaction> Played(IReadOnlyList<Interaction> interactions, List<string> notes)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        List<Interaction> played = new(interactions.Count);
        foreach (Interaction interaction in interactions)
        {
            if (interaction.UserRow < 0 || interaction.ItemRow < 0
                || !float.IsFinite(interaction.PlayCount) || interaction.PlayCount < 0)
            {
                throw new ArgumentException($"{interaction} is not an interaction.", nameof(interactions));
            }

            if (interaction.PlayCount > 0)
            {
                played.Add(interaction);
            }
        }

        Note(notes, interactions.Count - played.Count, "interactions with play count 0 left out");
        return played;
    }

    /// <summary>Drops repeats if asked to, counts, and refuses an empty part.</summary>
    internal static Split Make(List<Interaction> train, List<Interaction> test, bool keepRepeats, List<string> notes)
    {
        if (train.Count == 0)
        {
            throw new SplitException("The split leaves nothing to train on; choose another share.");
        }

        if (!keepRepeats)
        {
            test = WithoutRepeats(train, test, notes);
        }

        if (test.Count == 0)
        {
            throw new SplitException("The split holds nothing out; choose another share.");
        }

        int users = OnlyInTest(train, test, interaction => interaction.UserRow);
        int items = OnlyInTest(train, test, interaction => interaction.ItemRow);
        Note(notes, users, "users only in the held-out part");
        Note(notes, items, "items only in the held-out part");
        return new Split(train, test, users, items, notes);
    }

    /// <summary>Leaves out of the held-out part what the same user plays in the training part too.</summary>
    internal static List<Interaction> WithoutRepeats(List<Interaction> train, List<Interaction> test, List<string> notes)
    {
        HashSet<(int User, int Item)> known = [.. train.Select(old => (old.UserRow, old.ItemRow))];
        List<Interaction> unheard = [.. test.Where(late => !known.Contains((late.UserRow, late.ItemRow)))];
        Note(notes, test.Count - unheard.Count, "held-out interactions with items the user had played before left out");
        return unheard;
    }

    /// <summary>Adds a note with a count, unless there is nothing to count.</summary>
    internal static void Note(List<string> notes, int count, string what)
    {
        if (count > 0)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}"));
        }
    }

    private static int OnlyInTest(List<Interaction> train, List<Interaction> test, Func<Interaction, int> rowOf)
    {
        HashSet<int> rows = [.. test.Select(rowOf)];
        rows.ExceptWith(train.Select(rowOf));
        return rows.Count;
    }
}
