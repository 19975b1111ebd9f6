"""How items and papers did. Tables and labels in, figures out; nothing is guessed from too few people.

marks             the table: a row a person, a column an item, NaN where the item was not drawn
figures           one number with its n and interval, or the reason why it is not said
items             facility, discrimination, efficiency, weights, upper against lower group, remarks
options           who chose which answer: the distractors
remarks           the sentences about an item ("check the key"), ready to be translated
paper_statistics  alpha, KR-20, SEM, Phi(L) of a paper; dependability is for drawn papers
moodle            the same numbers as Moodle prints them
irt               Rasch and two-parameter models by marginal maximum likelihood
collusion         pairs with more of the same wrong answers than chance gives
"""
